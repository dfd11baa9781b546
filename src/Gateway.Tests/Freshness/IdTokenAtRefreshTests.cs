using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Claims;
using Gateway.Freshness;
using Gateway.Provider;
using Gateway.Sessions;
using Microsoft.Extensions.Logging;
using Xunit;
using static Gateway.Tests.Freshness.ScriptedProvider;

namespace Gateway.Tests.Freshness;

/// <summary>The id token that comes with a refresh speaks of the same login, or the session ends; clocks and keys are nobody's forgery.</summary>
public sealed class IdTokenAtRefreshTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("nonce=null", null)]                 // it need not be there
    [InlineData("nonce=\"n\"", null)]
    [InlineData("nonce=\"other\"", "id_token_nonce")]
    [InlineData("sub=\"m1\"", "id_token_other_sub")]
    [InlineData("iss=\"https://other.example\"", "id_token_issuer")]
    [InlineData("at_hash=\"wrong\"", "id_token_at_hash")]
    public async Task Id_token_of_the_same_login_is_taken_and_any_other_refused(string change, string? fault)
    {
        using var stage = new RefreshStage();

        var verdict = await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, Answer(stage, change));

        Assert.Equal((fault, false), (verdict.Fault, verdict.IsUnjudged));
        Assert.Equal(fault is null, verdict.Claims is not null);
        Assert.Empty(stage.IdTokenLog.All);
    }

    [Fact]
    public async Task Hash_of_the_access_token_may_be_there_and_then_fits()
    {
        using var stage = new RefreshStage();
        var hash = Base64Url.EncodeToString(SHA256.HashData("access-1"u8).AsSpan(0, 16));

        Assert.Null((await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, Answer(stage, $"at_hash=\"{hash}\""))).Fault);
    }

    [Fact]
    public async Task Clocks_that_differ_leave_the_old_claims_and_are_told_of_once_until_they_agree_again()
    {
        using var stage = new RefreshStage();
        var late = Answer(stage, $"iat={stage.Now.AddHours(1).ToUnixTimeSeconds()}", $"exp={stage.Now.AddHours(2).ToUnixTimeSeconds()}");

        Assert.Equal(IdTokenVerdict.OldClaimsStay, await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, late));
        Assert.Equal(IdTokenVerdict.OldClaimsStay, await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, late));
        var (level, line) = Assert.Single(stage.IdTokenLog.All);
        Assert.Equal(LogLevel.Error, level);
        Assert.StartsWith("Refreshed id tokens are not from now by this server's clock (id_token_clock: ", line, StringComparison.Ordinal);

        Assert.NotNull((await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, Answer(stage))).Claims);
        await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, late);
        Assert.Equal(2, stage.IdTokenLog.All.Count);
    }

    [Theory]
    [InlineData(-1, "id_token_expired")]     // older than the one that we hold: no difference of clocks
    [InlineData(0, null)]
    public async Task Untimely_token_is_excused_only_where_it_is_no_older_than_the_one_held(int seconds, string? fault)
    {
        using var stage = new RefreshStage();
        var start = stage.Now;
        stage.Clock.Advance(TimeSpan.FromHours(1));

        var verdict = await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, Answer(stage,
            $"iat={start.AddSeconds(seconds).ToUnixTimeSeconds()}", $"exp={start.AddMinutes(5).ToUnixTimeSeconds()}"));

        Assert.Equal(fault, verdict.Fault);
        Assert.Null(verdict.Claims);
    }

    [Fact]
    public async Task Untimely_token_of_another_member_is_refused_all_the_same()
    {
        using var stage = new RefreshStage();

        var verdict = await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, Answer(stage,
            "sub=\"m1\"", $"iat={stage.Now.AddHours(1).ToUnixTimeSeconds()}", $"exp={stage.Now.AddHours(2).ToUnixTimeSeconds()}"));

        Assert.Equal("id_token_other_sub", verdict.Fault);
    }

    [Theory]
    [InlineData("", null, true)]
    [InlineData("sub=\"m1\"", "id_token_other_sub", false)]
    [InlineData("iss=\"https://other.example\"", "id_token_other_iss", false)]
    public async Task Documents_that_cannot_be_read_judge_nothing_but_what_the_token_says_itself(string change, string? fault, bool unjudged)
    {
        using var stage = new RefreshStage();
        stage.Provider.HasDocuments = false;

        var verdict = await stage.IdTokens.JudgeAsync(stage.Site, RefreshStage.Member, Answer(stage, change));

        Assert.Equal((fault, unjudged, null), (verdict.Fault, verdict.IsUnjudged, verdict.Claims?.GetRawText()));
        if (unjudged)
            Assert.StartsWith("A refreshed id token cannot be judged now (op_status), the member goes on with the new tokens and the claims of before: site=a: ", Assert.Single(stage.IdTokenLog.Warnings), StringComparison.Ordinal);
        else Assert.Empty(stage.IdTokenLog.All);
    }

    [Fact]
    public async Task Good_id_token_is_kept_with_its_claims_which_count_from_then_on()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { PreferredClaims = ClaimSource.UserInfo });
        var token = IdToken(stage, "level=\"gold\"");
        stage.Provider.Token = () => Json(new JsonObject { ["access_token"] = "access-1", ["token_type"] = "Bearer", ["id_token"] = token }.ToJsonString());

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal((token, ClaimSource.IdToken, "gold"), (after.IdToken, after.PreferredClaims, after.IdTokenClaims.TextOf("level")));
        Assert.Null(after.ClaimsMissingSince);
    }

    [Fact]
    public async Task Bad_id_token_ends_the_session_and_revokes_what_came_with_it()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        var token = IdToken(stage, "sub=\"m1\"");
        stage.Provider.Token = () => Json(new JsonObject { ["access_token"] = "access-1", ["refresh_token"] = "refresh-1", ["token_type"] = "Bearer", ["id_token"] = token }.ToJsonString());

        Assert.Null(await stage.Refresh.RefreshAsync(stage.Site, live));
        await stage.Revocations.StopAsync(TestContext.Current.CancellationToken);

        Assert.Null(await stage.StoredAsync(live));
        Assert.Equal((LogLevel.Warning, "The id token that came with a refresh was refused (id_token_other_sub), the session ends: site=a member=\"m0\"."), Assert.Single(stage.RefreshLog.All));
        Assert.Equal(1, stage.Counts.Of("gateway.refreshes", ("outcome", "id_token_refused")));
        Assert.Equal(2, stage.Provider.Calls.Count(call => call.StartsWith("revoke ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("10m", true)]
    [InlineData("0", false)]
    public async Task Id_token_that_nobody_can_judge_leaves_the_new_tokens_and_asks_userinfo_where_the_site_does(string interval, bool missing)
    {
        using var stage = new RefreshStage(("UserInfoRefreshInterval", interval));
        var live = await stage.SignInAsync(RefreshStage.Member with { PreferredClaims = ClaimSource.UserInfo });
        stage.Provider.Token = () => Json(new JsonObject
        {
            ["access_token"] = "access-1",
            ["token_type"] = "Bearer",
            ["id_token"] = Stranger.Sign("""{"alg":"RS256","kid":"nobody knows it"}""", Payload(stage, [])),
        }.ToJsonString());
        await stage.KnowDocumentsAsync();
        stage.Provider.HasKeys = false;

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal(("access-1", live.Session.IdToken, ClaimSource.UserInfo), (after.Tokens.AccessToken, after.IdToken, after.PreferredClaims));
        Assert.Equal(missing ? stage.Now : null, after.ClaimsMissingSince);
        Assert.Equal(1, stage.Counts.Of("gateway.refreshes", ("outcome", "unavailable")));
    }

    private static TokenAnswer Answer(RefreshStage stage, params string[] changes) => new("access-1", "refresh-1", IdToken(stage, changes), TimeSpan.FromMinutes(5));

    private static string IdToken(RefreshStage stage, params string[] changes) =>
        Key.Sign(new JsonObject { ["alg"] = "RS256", ["kid"] = Key.Kid }.ToJsonString(), Payload(stage, changes));

    private static string Payload(RefreshStage stage, string[] changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "m0",
            ["aud"] = stage.Site.Provider.ClientId,
            ["iat"] = stage.Now.ToUnixTimeSeconds(),
            ["exp"] = stage.Now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        foreach (var change in changes.Where(change => change.Length > 0))
        {
            var (name, value) = (change.Split('=')[0], JsonNode.Parse(change[(change.IndexOf('=', StringComparison.Ordinal) + 1)..]));
            if (value is null) claims.Remove(name);
            else claims[name] = value;
        }

        return claims.ToJsonString();
    }
}
