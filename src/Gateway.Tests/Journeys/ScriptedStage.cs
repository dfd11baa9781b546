using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A FastCGI site whose php-fpm is a <see cref="ScriptedFastCgi"/>, for a class of tests that move no time; alice (full) and bob (trial) are signed in.</summary>
public class ScriptedStage : IAsyncLifetime
{
    private readonly PhpArea _area = new();
    private GatewayHost? _gateway;

    internal ScriptedFastCgi Php { get; } = ScriptedFastCgi.Start();

    internal GatewayHost Gateway => _gateway ?? throw new InvalidOperationException("The stage has not been set.");

    internal Browser Full { get; private set; } = null!;   // set before any test

    internal Browser Trial { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var path in (string[])["/index.php", "/members/index.php", "/members/a.php", "/members/unauth.php", "/members/full/index.php"]) _area.Text(path, "never read");
        _gateway = await GatewayHost.StartAsync(site => site["Upstream"] = Upstream());
        Full = await _gateway.SignedInAsync("alice");
        Trial = await _gateway.SignedInAsync("bob");
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        await Php.DisposeAsync();
        _area.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The setting for this site, for a test that starts a Gateway of its own over it.</summary>
    internal JsonObject Upstream(params ReadOnlySpan<(string Name, JsonNode Value)> more)
    {
        var upstream = new JsonObject { ["FastCgi"] = Php.Address, ["Root"] = _area.Root };
        foreach (var (name, value) in more) upstream[name] = value;
        return upstream;
    }

    /// <summary>From now on the application answers so; what was logged and heard before is forgotten.</summary>
    internal GatewayHost Answers(Func<FastCgiTalk, Task> answer)
    {
        Php.Answer = answer;
        Php.Talks.Clear();
        Gateway.Log.Clear();
        return Gateway;
    }

    /// <summary>From now on these bytes of output are the answer.</summary>
    internal GatewayHost Writes(string output, int exitStatus = 0) => Answers(async talk =>
    {
        if (!await talk.ReadAllAsync()) return;
        for (var at = 0; at < output.Length; at += 60_000) await talk.OutAsync(output[at..Math.Min(output.Length, at + 60_000)]);
        await talk.EndAsync(exitStatus);
    });

    /// <summary>ERR(502), the connection gone, one event that says why.</summary>
    internal async Task AssertBadGatewayAsync(Answer answer, Task closed)
    {
        Proof.ErrorPage(Gateway, answer, 502, "upstream_answer");
        await closed;
        Assert.Single(Gateway.Log.Warnings);
        Assert.Single(Php.Talks);
    }

    /// <summary>
    /// A page whose connection is reset within it, and what came of it. By HTTP/1.0 too: there a body without a length ends with its
    /// connection, and only a reset tells a cut one from a whole one.
    /// </summary>
    internal async Task<string> AssertCutAsync(string page, string version, GatewayHost? gateway = null)
    {
        await using var wire = await Wire.OpenAsync(gateway ?? Gateway);
        await wire.WriteAsync($"GET {page} HTTP/{version}\r\nHost: a.example\r\n{RefusalStage.CookieOf(Full)}\r\n\r\n");

        Assert.True(await wire.EndsWithResetAsync(), "it looks like an end: " + wire.Text);
        Assert.DoesNotContain("0\r\n\r\n", wire.Text.Split("\r\n\r\n", 2)[^1], StringComparison.Ordinal);   // the last chunk
        return wire.Text;
    }
}
