using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A film that is paused goes on, as late as it may be; readers who read nothing hold little and nobody up (corpus F109, design 8.6). Time
/// as Gateway sees it moves; what may cut an answer off by real time is Timeouts.Idle alone.
/// </summary>
[Collection(RealTime.Name)]
public sealed class PausedReaderTests(PausedReaderTests.Stage stage) : IClassFixture<PausedReaderTests.Stage>
{
    private const int Pieces = 160;
    private const int Readers = 2000;
    private const int AtOnce = 50;
    private const int MostThreads = 50;
    private const long MostEach = 400 << 10;

    private static readonly string Piece = new('f', 0x10000);

    public sealed class Stage : UpstreamsStage
    {
        private protected override Task<GatewayHost> StartAsync(Action<JsonObject> site, Action<IServiceCollection> services) => base.StartAsync(site, services + NarrowSends.Use);

        private protected override void Fill(PhpArea area)
        {
            area.Script("large.php", "/php/members/large.php");
            area.Text("/php/members/film.mp4", string.Concat(Enumerable.Repeat(Piece, Pieces)));
        }
    }

    [Theory]
    [InlineData("/members/film")]
    [InlineData("/php/members/film.mp4")]
    [InlineData("/php/members/large.php?bytes=10485760")]
    public async Task F109_A_film_paused_for_nine_minutes_and_again_and_again_goes_on_to_its_end(string path)
    {
        Film();
        stage.Clear();
        var member = RefusalStage.CookieOf(await stage.Gateway.SignedInAsync("alice"));
        await using var wire = await Wire.OpenAsync(stage.Gateway);

        await wire.WriteAsync($"GET {path} HTTP/1.1\r\nHost: a.example\r\nAccept: text/html\r\n{member}\r\nConnection: close\r\n\r\n");
        await wire.ReadUntilAsync("\r\n\r\n");
        for (var pause = 0; pause < 4; pause++)
        {
            stage.Gateway.Clock.Advance(TimeSpan.FromMinutes(9));
            await wire.ReadMoreAsync(100_000);
        }

        // Its session ended meanwhile; the film did not.
        var whole = await wire.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 ", whole, StringComparison.Ordinal);
        Assert.True(whole.Length > Pieces * Piece.Length, $"{whole.Length} characters came");
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F109_Readers_of_a_byte_in_ten_seconds_take_a_bounded_buffer_and_no_thread_and_are_not_cut()
    {
        Film();
        stage.Clear();
        var member = RefusalStage.CookieOf(await stage.Gateway.SignedInAsync("alice"));
        var (before, threads) = (GC.GetTotalMemory(forceFullCollection: true), ThreadPool.ThreadCount);

        var wires = new List<Wire>();
        while (wires.Count < Readers) wires.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => BeginAsync())));

        for (var at = 0; at < 6; at++)
        {
            stage.Gateway.Clock.Advance(TimeSpan.FromSeconds(10));
            foreach (var wire in wires) Assert.True(await wire.ReadByteAsync());
        }

        Assert.Equal("upstream:/members/", (await RawRequest.GetAsync(stage.Gateway, "/members/", member)).Text);
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Readers, long.MinValue, MostEach);
        Assert.InRange(ThreadPool.ThreadCount - threads, int.MinValue, MostThreads);
        Assert.True((await wires[0].ReadToEndAsync()).Length > Pieces * Piece.Length);
        foreach (var wire in wires) await wire.DisposeAsync();
        stage.Gateway.AssertQuiet();
    }

    // Hundreds of pages that never come cost those who wait for them.
    [Fact]
    public async Task A_slow_upstream_holds_nobody_else_up()
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Gateway.Area.Streams["/slow"] = _ => never.Task;
        stage.Clear();
        var member = RefusalStage.CookieOf(await stage.Gateway.SignedInAsync("alice"));
        var waiting = Enumerable.Range(0, 500).Select(_ => RawRequest.GetAsync(stage.Gateway, "/slow")).ToList();
        while (stage.Gateway.Area.Requests.Count(request => request.Target == "/slow") < waiting.Count) await Task.Yield();

        for (var at = 0; at < 20; at++) Assert.Equal("upstream:/members/", (await RawRequest.GetAsync(stage.Gateway, "/members/", member)).Text);

        Assert.DoesNotContain(waiting, request => request.IsCompleted);
        never.SetResult();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(200, answer.Status));
        stage.Gateway.AssertQuiet();
    }

    private async Task<Wire> BeginAsync()
    {
        var wire = await Wire.OpenAsync(stage.Gateway);
        await wire.WriteAsync("GET /film HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
        await wire.ReadUntilAsync("\r\n\r\n");
        return wire;
    }

    private void Film() => stage.Gateway.Area.Streams["/film"] = stage.Gateway.Area.Streams["/members/film"] = async context =>
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(Piece);
        for (var at = 0; at < Pieces; at++) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    };
}
