using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Bytes that no request target may hold (corpus F06, F13). What the server cannot read as a message it answers with a bare 400 and closes the
/// connection, so that nothing behind it is read as a request; what is a message gets our page.
/// </summary>
public sealed class TargetBytesTests(RefusalStage stage) : IClassFixture<RefusalStage>
{
    private const string Behind = "/behind";

    [Theory]
    [InlineData("/members/full%00/a.php")]
    [InlineData("/members/full/a.php%00.jpg")]
    [InlineData("/unauth.php%00/full")]
    public async Task F06_An_escaped_nul_is_refused(string target)
    {
        foreach (var who in new[] { "trial", "full", "nobody" }) await RefusedAsync(who, target, target);
    }

    [Theory]
    [InlineData("/members/full/{0}a.php")]
    [InlineData("/members/full/a.php{0}")]
    [InlineData("/{0}")]
    [InlineData("/members/a.php?x={0}y")]
    public async Task F13_No_control_byte_no_blank_and_no_byte_beyond_ascii_is_part_of_a_target(string form)
    {
        // A blank behind the target is no part of it: the server takes two for one.
        foreach (var code in Enumerable.Range(0x00, 0x21).Concat(Enumerable.Range(0x7F, 0x81)).Where(code => code != ' ' || !form.EndsWith('}')))
            await RefusedAsync("trial", form.Replace("{0}", ((char)code).ToString(), StringComparison.Ordinal), $"byte {code:X2} in {form}");
    }

    // A second request lies behind the first: after a message whose end is in doubt it must not be read.
    private async Task RefusedAsync(string who, string target, string input)
    {
        stage.Clear();
        var cookie = who == "nobody" ? "" : RefusalStage.CookieOf(who == "full" ? stage.Full : stage.Trial) + "\r\n";

        var answer = await RawRequest.SendAsync(stage.Gateway,
            $"GET {target} HTTP/1.1\r\nHost: a.example\r\nAccept: text/html\r\n{cookie}\r\n" +
            $"GET {Behind} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");

        Assert.True(answer.Status == 400, $"{input}: {answer.Status}");
        var ours = answer.Text.Contains("This address cannot be opened", StringComparison.Ordinal);
        if (ours) RefusalStage.AssertOwnAnswer(answer, input);
        else Assert.True(answer.Header("Connection") == "close" && answer.Text.Length == 0, $"{input}: {answer.Header("Connection")} {answer.Text}");
        Assert.True(stage.Gateway.Area.Requests.All(request => ours && request.Target == Behind), $"{input} reached the upstream");
        stage.AssertOpAndStoreUntouched(input);
        Assert.True(stage.Gateway.Log.All.All(line => line.Level <= LogLevel.Warning && !line.Text.Contains("   at ", StringComparison.Ordinal)), $"{input}: an exception was logged");
    }
}
