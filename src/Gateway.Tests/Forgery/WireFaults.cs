using System.Globalization;
using System.IO.Compression;
using System.Text;
using Gateway.Demo.Nats;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Forgery;

/// <summary>One way to send a good answer that would cost a client without limits its memory, its time or its wits.</summary>
internal sealed record WireFault(string Row, string Name, string Reason, Func<Wire, Task> Send)
{
    /// <summary>So many calls reach the OP: a GET whose connection broke is made once more.</summary>
    public int Calls { get; init; } = 1;

    public override string ToString() => $"{Row}: {Name}";
}

/// <summary>An answer on its way out.</summary>
internal sealed class Wire(HttpContext http, NatsAnswer answer, CancellationToken stop)
{
    public HttpResponse Response => http.Response;

    public NatsAnswer Answer => answer;

    /// <summary>Nobody reads any more.</summary>
    public bool IsCut => stop.IsCancellationRequested;

    public void Cut() => http.Abort();

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await http.Response.Body.WriteAsync(bytes, stop);
        await http.Response.Body.FlushAsync(stop);
        await Task.Yield();   // writing to nobody never waits
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));
}

/// <summary>The catalogue of bad wires.</summary>
internal static class WireFaults
{
    private const int Piece = 16 * 1024;

    public static readonly IReadOnlyList<WireFault> All =
    [
        new("A120", "a body of 600 kB", "op_answer_too_large", wire => wire.WriteAsync(wire.Answer.Body.PadLeft(600 * 1024))),
        new("A120", "a body without end", "op_answer_too_large", EndlessAsync),
        new("A120", "a packed body that unpacks to 1 GiB", "op_answer_packed", BombAsync),
        new("A143", "a header of 1 MiB", "op_answer_too_large", wire => HeadersAsync(wire, [("X-Big", new string('h', 1024 * 1024))])),
        new("A143", "10,000 headers", "op_answer_too_large", wire => HeadersAsync(wire, Enumerable.Range(0, 10_000).Select(i => (i.ToString("x", CultureInfo.InvariantCulture), "")))),
        new("A120", "half a body", "op_unreachable", HalfAsync) { Calls = 2 },
    ];

    public static WireFault Named(string text) => All.Single(fault => fault.ToString() == text);

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A good answer behind so many kilobytes of blanks.</summary>
    public static WireFault Blanks(int kilobytes) => new("A120", $"{kilobytes} kB", "op_answer_too_large", wire => wire.WriteAsync(wire.Answer.Body.PadLeft(kilobytes * 1024)));

    private static async Task EndlessAsync(Wire wire)
    {
        var blanks = Encoding.ASCII.GetBytes(new string(' ', Piece));
        while (!wire.IsCut) await wire.WriteAsync(blanks);
    }

    // A gzip file may have many members, so one that unpacks to 1 MiB will do 1,024 times.
    private static async Task BombAsync(Wire wire)
    {
        wire.Response.Headers.ContentEncoding = "gzip";
        var member = Pack(new byte[1024 * 1024]);
        for (var i = 0; i < 1024 && !wire.IsCut; i++) await wire.WriteAsync(member);
    }

    private static Task HeadersAsync(Wire wire, IEnumerable<(string Name, string Value)> headers)
    {
        foreach (var (name, value) in headers) wire.Response.Headers[name] = value;
        return wire.WriteAsync(wire.Answer.Body);
    }

    private static async Task HalfAsync(Wire wire)
    {
        var bytes = Encoding.UTF8.GetBytes(wire.Answer.Body);
        wire.Response.ContentLength = bytes.Length;
        await wire.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
        wire.Cut();
    }
}
