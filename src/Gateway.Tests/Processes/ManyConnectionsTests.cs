using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// Idle connections and open streams by the thousand (corpus I45): <c>GATEWAY_TEST_CONNECTIONS</c> of them, 1,000 without it and 20,000 for the
/// full measure, and a tenth as many streams.
/// </summary>
[Collection(RealTime.Name)]
public sealed partial class ManyConnectionsTests : IDisposable
{
    private const int Thumbnails = 100;
    private const int EnoughToCompare = 10_000;
    private const int MostBytesOfIdle = 20_000;
    private const int MostBytesOfStream = 100_000;

    // What the runtime takes or leaves at its own pace: a third of a thousand idle ones, and little at 20,000.
    private const long Slack = 6L << 20;

    private static readonly int Connections = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_TEST_CONNECTIONS") ?? "1000", CultureInfo.InvariantCulture);

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-many-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task I45_Thousands_of_idle_connections_and_streams_hold_what_is_documented_and_hinder_no_page_of_thumbnails()
    {
        TestCertificate.Write(_folder, "a", ["a.example", "www.a.example"]);
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromHours(1), (file, _) =>
        {
            file["Listen"] = new JsonArray("http://127.0.0.1:0", "https://127.0.0.1:0");
            file["TrustedProxies"] = new JsonArray("127.0.0.1");
            file["Sites"]!["a"]!["Certificate"] = new JsonObject { ["File"] = $"{_folder}/a.pem", ["Key"] = $"{_folder}/a.key" };
        });
        var (opened, arrived, all) = (0, 0, new TaskCompletionSource());
        stage.Area.Streams["/stream"] = async context =>
        {
            await context.Response.WriteAsync("first", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            Interlocked.Increment(ref opened);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        stage.Area.Streams["/members/thumbnail.jpg"] = async context =>
        {
            if (Interlocked.Increment(ref arrived) == Thumbnails) all.SetResult();
            await all.Task.WaitAsync(Patience.Limit, TimeProvider.System, context.RequestAborted);   // none is given before all have been asked for
            await context.Response.WriteAsync("thumbnail", context.RequestAborted);
        };
        await using var gateway = await stage.StartAsync(("DOTNET_GCgen0size", "0x200000"));   // so that what is thrown away weighs little beside what is held
        var alice = stage.BrowserAt(gateway);
        await alice.SignInAsync("alice");
        await using var held = new Held();

        await held.OpenAsync(gateway.Address, "/", "upstream:/", Connections / 10);   // what the first ones cost is not theirs
        var before = await MemoryAsync(gateway);
        await held.OpenAsync(gateway.Address, "/", "upstream:/", Connections / 2);
        var half = await MemoryAsync(gateway);
        await held.OpenAsync(gateway.Address, "/", "upstream:/", Connections / 2);
        var idle = await MemoryAsync(gateway);
        await held.OpenAsync(gateway.Address, "/stream", "first", Connections / 10);
        var streams = await MemoryAsync(gateway);

        using var wire = new TlsWire(int.Parse(TlsAddress().Match(string.Join('\n', gateway.Lines)).Groups[1].Value, CultureInfo.InvariantCulture));
        var answers = await Task.WhenAll(Enumerable.Range(0, Thumbnails).Select(number => ThumbnailAsync(wire, alice, number)));
        Assert.All(answers, answer => Assert.Equal((200, "thumbnail"), answer));
        Assert.Equal((1, Connections / 10), (wire.Connections, opened));
        Assert.Equal(200, (await alice.GetAsync("/members/full/")).Status);
        await held.AssertServedAsync();
        Assert.DoesNotContain(gateway.Lines, line => line.Contains("warn:", StringComparison.Ordinal) || line.Contains("fail:", StringComparison.Ordinal));

        var said = $"{Connections} idle: {Half(before, half)} bytes each, then {Half(half, idle)}; {Connections / 10} streams: {(streams - idle) / (Connections / 10)} bytes each";
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        Assert.True(idle - before < (long)Connections * MostBytesOfIdle + Slack, said);
        if (Connections >= EnoughToCompare) Assert.True(idle - half < 1.5 * Math.Max(half - before, 0) + Slack, said);   // the second half costs what the first did
        Assert.True(streams - idle < (long)Connections / 10 * MostBytesOfStream + Slack, said);
    }

    private static long Half(long from, long to) => (to - from) / (Connections / 2);

    private static async Task<(int Status, string Text)> ThumbnailAsync(TlsWire wire, Browser member, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{GatewayHost.Origin}/members/thumbnail.jpg?{number}")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Cookie", "__Host-gateway=" + member.SessionCookie);
        using var answer = await wire.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<long> MemoryAsync(GatewayProcess gateway)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{gateway.Id}/status", TestContext.Current.CancellationToken);
        return long.Parse(Digits().Match(lines.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))).Value, CultureInfo.InvariantCulture) << 10;
    }

    [GeneratedRegex(@"https://127\.0\.0\.1:(\d+)")]
    private static partial Regex TlsAddress();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    /// <summary>Connections on which one request has been made, and that nobody closes.</summary>
    private sealed class Held : IAsyncDisposable
    {
        private const int AtOnce = 50;

        private readonly List<(Wire Wire, string Target)> _wires = [];

        public async Task OpenAsync(Uri gateway, string target, string until, int count)
        {
            for (var opened = 0; opened < count; opened += AtOnce)
                _wires.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, count - opened)).Select(_ => OpenAsync(gateway, target, until))));
        }

        /// <summary>Of the idle ones, the oldest and the youngest, are served again.</summary>
        public async Task AssertServedAsync()
        {
            var idle = _wires.Where(one => one.Target == "/").ToList();
            foreach (var (wire, _) in ((Wire, string)[])[idle[0], idle[^1]]) await AskAsync(wire, "/again", "upstream:/again");
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (wire, _) in _wires) await wire.DisposeAsync();
        }

        private static async Task<(Wire, string)> OpenAsync(Uri gateway, string target, string until)
        {
            var wire = await Wire.OpenAsync(gateway);
            await AskAsync(wire, target, until);
            return (wire, target);
        }

        private static async Task AskAsync(Wire wire, string target, string until)
        {
            await wire.WriteAsync($"GET {target} HTTP/1.1\r\nHost: a.example\r\n\r\n");
            Assert.Contains(until, await wire.ReadUntilAsync(until), StringComparison.Ordinal);
        }
    }
}
