using System.Reflection;
using System.Text;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionBodyTests
{
    [Fact]
    public void A_session_reads_back_with_every_member()
    {
        var read = Reread(SessionSamples.Rich);

        AssertSame(SessionSamples.Rich, read);
        Assert.All(Members(SessionSamples.Rich), member => Assert.NotNull(member.Value));
    }

    [Fact]
    public void A_session_without_the_optional_members_reads_back_without_them()
    {
        var read = Reread(SessionSamples.Full);

        AssertSame(SessionSamples.Full, read);
    }

    [Theory]
    [InlineData("""{"n":1.50,"m":1e21,"z":-0,"long":123456789012345678901234567890.000}""")]
    [InlineData("""{ "spaced" : [ 1 ,2 ] , "é" : "\u00e9 \/ < \u0000" }""")]
    [InlineData("""{}""")]
    public void Claims_stay_the_text_they_came_in(string text)
    {
        var read = Reread(SessionSamples.Full with { IdTokenClaims = JsonElement.Parse(text), UserInfoClaims = JsonElement.Parse(text) });

        Assert.Equal(text, read.IdTokenClaims.GetRawText());
        Assert.Equal(text, read.UserInfoClaims.GetRawText());
    }

    [Fact]
    public void Claims_nested_as_deep_as_is_allowed_read_back()
    {
        var text = string.Concat(Enumerable.Repeat("""{"a":""", 32)) + "1" + new string('}', 32);

        var read = Reread(SessionSamples.Full with { UserInfoClaims = JsonElement.Parse(text) });

        Assert.Equal(text, read.UserInfoClaims.GetRawText());
    }

    [Fact]
    public void A_user_of_any_characters_reads_back()
    {
        var read = Reread(SessionSamples.Full with { User = "Zoë \"<'\\😀" });

        Assert.Equal("Zoë \"<'\\😀", read.User);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"user":"m0"}""")]
    public void C40_What_is_no_whole_session_is_none(string text)
    {
        Assert.False(SessionBody.TryRead(Encoding.UTF8.GetBytes(text), out var session));
        Assert.Null(session);
    }

    [Theory]
    [InlineData("\"user\":\"m0\"", "\"user\":null")]
    [InlineData("\"user\":\"m0\"", "\"user\":[\"m0\"]")]
    [InlineData("\"ends\":", "\"ends\":1.5,\"x\":")]
    [InlineData("\"ends\":", "\"ends\":9223372036854775807,\"x\":")]
    [InlineData("\"idTokenClaims\":{", "\"idTokenClaims\":[],\"x\":{")]
    [InlineData("\"tokens\":{", "\"tokens\":[],\"x\":{")]
    [InlineData("\"access\":", "\"x\":")]
    [InlineData("\"refreshRefused\":true", "\"refreshRefused\":1")]
    public void C40_A_member_of_the_wrong_type_makes_it_no_session(string part, string instead)
    {
        var text = Encoding.UTF8.GetString(SessionBody.Write(SessionSamples.Rich));
        Assert.Contains(part, text, StringComparison.Ordinal);

        var changed = text.Replace(part, instead, StringComparison.Ordinal);

        Assert.False(SessionBody.TryRead(Encoding.UTF8.GetBytes(changed), out _));
    }

    [Fact]
    public void C40_Bytes_that_are_no_text_make_it_no_session_wherever_they_stand()
    {
        var body = SessionBody.Write(SessionSamples.Full with { UserInfoClaims = SessionSamples.Json("""{"name":"@"}""") });
        body[body.AsSpan().IndexOf((byte)'@')] = 0xFF;

        Assert.False(SessionBody.TryRead(body, out _));
    }

    [Fact]
    public void C40_A_body_cut_anywhere_is_no_session()
    {
        var body = SessionBody.Write(SessionSamples.Rich);

        for (var length = 0; length < body.Length; length++) Assert.False(SessionBody.TryRead(body.AsSpan(0, length), out _));
    }

    [Fact]
    public void C41_Only_a_session_that_an_older_gateway_would_curtail_is_written_in_the_newer_version()
    {
        var first = SessionSamples.Full with { RefreshAttempt = new Attempt(SessionSamples.Start, "hash") };
        var second = first with { RefreshAttempt = new Attempt(SessionSamples.Start, "hash", IsSecond: true) };

        var signed = second with { UserInfoJwt = "eyJ" };

        Assert.Equal(3, SessionBody.VersionOf(SessionSamples.Full with { ProviderCookies = "route=1" }));
        Assert.Equal((1, 1, 2, 3), (SessionBody.VersionOf(SessionSamples.Full), SessionBody.VersionOf(first), SessionBody.VersionOf(second), SessionBody.VersionOf(signed)));
        Assert.False(Reread(first).RefreshAttempt!.IsSecond);
        Assert.True(Reread(second).RefreshAttempt!.IsSecond);
        Assert.Equal("eyJ", Reread(signed).UserInfoJwt);
    }

    [Fact]
    public void A_changed_session_has_the_changed_claims()
    {
        var before = SessionSamples.Full.Claims(ClaimFilter.None);

        var changed = SessionSamples.Full with { UserInfoClaims = SessionSamples.Json("""{"trial":1}""") };
        var preferred = SessionSamples.Full with { PreferredClaims = ClaimSource.UserInfo };
        var touched = SessionSamples.Full with { RefreshRefused = true };

        Assert.Equal("""{"trial":1}""", changed.Claims(ClaimFilter.None).UserInfo.GetRawText());
        Assert.Equal(ClaimSource.UserInfo, preferred.Claims(ClaimFilter.None).Preferred);
        Assert.Same(before, touched.Claims(ClaimFilter.None));
        Assert.Same(before, SessionSamples.Full.Claims(ClaimFilter.None));
    }

    private static Session Reread(Session session)
    {
        Assert.True(SessionBody.TryRead(SessionBody.Write(session), out var read));
        return read;
    }

    // By reflection, so that a member added to the session and forgotten in the body fails here.
    private static void AssertSame(Session expected, Session actual) => Assert.Equal(Members(expected), Members(actual));

    private static Dictionary<string, string?> Members(Session session) =>
        new[] { (object)session, session.Tokens }
            .SelectMany(part => part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.PropertyType != typeof(ClaimSet) && property.PropertyType != typeof(TokenSet))
                .Select(property => (Name: $"{part.GetType().Name}.{property.Name}", Value: Text(property.GetValue(part)))))
            .ToDictionary(member => member.Name, member => member.Value);

    private static string? Text(object? value) => value switch
    {
        DateTimeOffset time => time.ToString("O"),
        JsonElement json => json.GetRawText(),
        Attempt attempt => $"{attempt.At:O} {attempt.TokenHash} {attempt.IsSecond}",
        _ => value?.ToString(),
    };
}
