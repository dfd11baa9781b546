using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Sabotage;

/// <summary>The checks of <c>gateway-prepend.php</c>, each taken out of the file in turn: its journey must then fail.</summary>
public sealed class PrependSabotageTests
{
    public static TheoryData<string, string, string, string> Checks => new()
    {
        { "$said['method'] !== $method", "false", nameof(AssertionTests), nameof(AssertionTests.F80_A_caught_request_is_worth_nothing_for_another) },
        { "$said['target'] !== $_SERVER['REQUEST_URI']", "false", nameof(AssertionTests), nameof(AssertionTests.F80_A_caught_request_is_worth_nothing_for_another) },
        { "$received > $said['exp']", "false", nameof(AssertionTests), nameof(AssertionTests.F80_A_caught_request_is_good_for_itself_for_a_minute) },
        { "$received < $said['iat'] - 60", "false", nameof(AssertionTests), nameof(AssertionTests.F80_A_caught_request_is_good_for_itself_for_a_minute) },
        { "$said['aud'] !== $site", "false", nameof(AssertionTests), nameof(AssertionTests.F80_A_request_that_is_not_Gateways_is_refused) },
        { "!hash_equals($mac, $jws[2])", "false", nameof(AssertionTests), nameof(AssertionTests.F80_A_request_that_is_not_Gateways_is_refused) },
        { "count($parts) !== count($assertion)", "false", nameof(AssertionTests), nameof(AssertionTests.F79_An_assertion_in_another_form_is_refused) },
        { "getenv('GATEWAY_OPTIONAL') !== '1'", "false", nameof(AssertionTests), nameof(AssertionTests.F80_A_request_that_is_not_Gateways_is_refused) },
        { "            unset($_SERVER[$name]);\n        }\n    }\n    $_SERVER['REMOTE_USER']", "        }\n    }\n    $_SERVER['REMOTE_USER']", nameof(PhpUpstreamTests), nameof(PhpUpstreamTests.A_member_arrives_by_the_exact_names_of_the_module) },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Journey_fails_when_the_check_is_taken_out(string check, string without, string journey, string method)
    {
        var edited = 0;
        UpstreamFiles.Edit.Value = text =>
        {
            if (text.Contains(check, StringComparison.Ordinal)) edited++;
            return text.Replace(check, without, StringComparison.Ordinal);
        };

        var failure = await JourneyRun.FailureAsync(journey == nameof(AssertionTests) ? typeof(AssertionTests) : typeof(PhpUpstreamTests), method, PhpKind.ApacheModPhp);

        Assert.Equal(1, edited);
        Assert.True(failure is not null, $"{method} passes without: {check}");
    }
}
