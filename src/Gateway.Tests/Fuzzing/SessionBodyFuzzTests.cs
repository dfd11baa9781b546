using System.Reflection;
using System.Text;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Sessions;
using Gateway.Tests.Sessions;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>A body that is read is a whole session, and written again it means the same.</summary>
public sealed class SessionBodyFuzzTests
{
    private static readonly Fuzz Bodies = new("session-body",
        [SessionBody.Write(SessionSamples.Full), SessionBody.Write(SessionSamples.Rich)],
        "\"", "\\u0000", "\\ud800", "\\u00e9", "é", "null", "true", "0", "-1", "1e3", "9223372036854775807", "3155378975999999999", "{}", "[]", "{\"a\":", ",", ":", "\"user\":\"x\",", "\"tokens\":{", "\"refreshRefused\":true,", "\"userInfoClaims\":{\"trial\":\"0\"},");

    [Fact]
    public void A_body_that_is_read_is_written_back_with_the_same_meaning() => Bodies.Run((byte[] bytes) =>
    {
        if (!SessionBody.TryRead(bytes, out var session))
        {
            Assert.Null(session);
            return "refused";
        }

        var written = SessionBody.Write(session);
        Assert.True(SessionBody.TryRead(written, out var again), "what was written is not read: " + Encoding.UTF8.GetString(written));
        Assert.Equal(Members(session), Members(again));
        Assert.Equal(written, SessionBody.Write(again));
        Assert.InRange(SessionBody.VersionOf(session), SessionBody.Oldest, SessionBody.Newest);
        Assert.Equal(SessionBody.VersionOf(session), SessionBody.VersionOf(again));
        return string.Join(',', Members(session).Where(member => member.EndsWith('=')));
    });

    private static List<string> Members(Session session) =>
    [
        .. Of(session), .. Of(session.Tokens).Select(member => "Tokens." + member),
        .. Of(session.RefreshAttempt).Select(member => "Refresh." + member), .. Of(session.ClaimsAttempt).Select(member => "Claims." + member),
    ];

    private static IEnumerable<string> Of(object? part) => part?.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0)
        .Select(property => $"{property.Name}={property.GetValue(part) switch { JsonElement json => json.GetRawText(), DateTimeOffset time => time.UtcTicks, var value => value }}") ?? [];
}
