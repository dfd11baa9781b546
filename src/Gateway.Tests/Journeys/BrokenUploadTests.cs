using System.Collections.Concurrent;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>An upload that breaks off takes its connection to the upstream along: the next member gets another one, and no byte of it (corpus F94, F108).</summary>
public sealed class BrokenUploadTests(UpstreamsStage stage) : IClassFixture<UpstreamsStage>
{
    private const string Upload = "/members/upload.php";

    [Theory]
    [InlineData("Content-Length: 10", "GET /x", "")]
    [InlineData("Transfer-Encoding: chunked", "6\r\nGET /x\r\n", "")]
    [InlineData("Transfer-Encoding: chunked", "6\r\nGET /x\r\n", "zz\r\n")]
    [InlineData("Transfer-Encoding: chunked", "6\r\nGET /x\r\n", "2\r\nheXX")]
    public async Task F94_F108_The_next_member_gets_another_connection(string framing, string first, string broken)
    {
        stage.Clear();
        var (begun, aborted, connections) = (NewGate(), NewGate(), new ConcurrentQueue<string>());
        stage.Gateway.Area.Streams[Upload] = async context =>
        {
            connections.Enqueue(context.Connection.Id);
            var piece = new byte[6];
            await context.Request.Body.ReadExactlyAsync(piece);
            begun.SetResult();
            try
            {
                while (await context.Request.Body.ReadAsync(piece) > 0);
            }
            catch (Exception broke) when (broke is IOException or BadHttpRequestException or OperationCanceledException)
            {
                aborted.SetResult();
                throw;
            }
        };
        stage.Gateway.Area.Answers["/members/next.php"] = context =>
        {
            connections.Enqueue(context.Connection.Id);
            return context.Response.WriteAsync("next");
        };

        await using var wire = await Wire.OpenAsync(stage.Gateway);
        await wire.WriteAsync($"POST {Upload} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\n{framing}\r\n\r\n{first}");
        await begun.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        if (broken.Length > 0)
        {
            await wire.WriteAsync(broken);
            Assert.StartsWith("HTTP/1.1 400 ", await wire.ReadToEndAsync(), StringComparison.Ordinal);
        }
        else
        {
            wire.Abort();
        }

        await aborted.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        var next = await RawRequest.GetAsync(stage.Gateway, "/members/next.php", RefusalStage.CookieOf(stage.Trial));

        Assert.Equal((200, "next"), (next.Status, next.Text));
        Assert.Equal("bob", stage.Gateway.Area.Last("/members/next.php")["Remote-User"]);
        Assert.Equal(2, connections.Distinct().Count());
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Content-Length: 10", "GET /x")]
    [InlineData("Transfer-Encoding: chunked", "6\r\nGET /x\r\n")]
    public async Task F108_Nor_does_php_take_it_for_anything(string framing, string first)
    {
        stage.Clear();
        for (var at = 0; at < 5; at++)
        {
            await using var wire = await Wire.OpenAsync(stage.Gateway);
            await wire.WriteAsync($"POST /php/members/record.php HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\n{framing}\r\n\r\n{first}");
            wire.Abort();
            var next = await RawRequest.SendAsync(stage.Gateway, "POST /php/members/record.php HTTP/1.1", ["Host: a.example", RefusalStage.CookieOf(stage.Trial), "Content-Length: 4"], "next");
            Assert.Equal("recorded whole next", next.Text);
        }

        Assert.DoesNotContain(stage.Reached(), line => line.Contains(" whole GET", StringComparison.Ordinal));
        stage.Gateway.AssertQuiet();
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
