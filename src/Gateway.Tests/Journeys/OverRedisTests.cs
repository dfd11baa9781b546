using System.Reflection;
using Gateway.Tests.Harness;
using Xunit;
using Xunit.v3;

namespace Gateway.Tests.Journeys;

/// <summary>"Store" is memory and Redis alike: journeys whose outcome hangs on the store, run once more over a real Redis.</summary>
public sealed class OverRedisTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private static readonly Type[] Journeys =
    [
        typeof(LogoutRaceTests), typeof(LoginRaceTests), typeof(SessionRolloutTests), typeof(SessionAnswerTests), typeof(SignInTests), typeof(CallbackReplayTests), typeof(ManyNodesTests),
        typeof(SessionCookieJourneyTests), typeof(SessionLifeJourneyTests), typeof(BackChannelLogoutTests), typeof(DanglingIndexTests),
        typeof(RefreshNodesTests), typeof(ClaimNodesTests), typeof(KeptAnswerTests), typeof(ClaimRecheckTests),
    ];

    // They have rows that are no constants (B41), bring a store of their own, move the time of the store, ask nothing of it that the others
    // do not, or load the machine so that no answer within a second can be counted on (PassphraseRolloverTests has that row over Redis).
    private static readonly string[] MemoryAlone =
    [
        "C44", "C06", "C07", "C08_Four", "C10", "C11", "C12", "C13", "C14", "C37", "C38", "C39_Kept_session_ends_by_its_idleness", "Userinfo", "B41", "B50", "While_the_store", "The_store",
        "D02_Where", "D04_Attempt_at", "D26", "D29_Denied", "D29_Fifty_denied_requests_without", "D29_An_OP", "Denied_member", "Rule_that", "Recheck_that",
    ];

    private static IEnumerable<MethodInfo> Listed => Journeys.SelectMany(type => type.GetMethods())
        .Where(method => method.IsDefined(typeof(FactAttribute)) && !MemoryAlone.Any(name => method.Name.StartsWith(name, StringComparison.Ordinal)));

    public static TheoryData<string, string, object?[]> All
    {
        get
        {
            var all = new TheoryData<string, string, object?[]>();
            foreach (var method in Listed)
            {
                var type = method.DeclaringType!;
                if (method.GetCustomAttribute<FactAttribute>() is not TheoryAttribute) all.Add(type.Name, method.Name, []);
                foreach (var data in method.GetCustomAttributes<InlineDataAttribute>()) all.Add(type.Name, method.Name, data.Data);
            }

            return all;
        }
    }

    [Fact]
    public void Rows_that_could_not_be_listed_here_are_named_as_left_out() => Assert.All(Listed, method =>
    {
        Assert.All(method.GetCustomAttributes<DataAttribute>(), data => Assert.IsType<InlineDataAttribute>(data));
        Assert.Equal(method.IsDefined(typeof(TheoryAttribute)), method.IsDefined(typeof(InlineDataAttribute)));
    });

    [Theory]
    [MemberData(nameof(All))]
    public async Task Journey_ends_the_same_over_Redis(string journey, string method, object?[] arguments)
    {
        var prefixes = new List<string>();
        GatewayHost.Redis.Value = () =>
        {
            prefixes.Add(redis.NewPrefix());
            return $"{redis.Server.Address},keyPrefix={prefixes[^1]}";
        };

        var failure = await JourneyRun.FailureAsync(Journeys.Single(type => type.Name == journey), method, arguments);

        Assert.True(failure is null, failure?.ToString());
        Assert.NotEmpty(prefixes);
    }
}
