using System.Net;
using System.Text;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A body of which nothing is kept; <paramref name="told"/>: with its length, else in chunks.</summary>
internal sealed class PushedBody(long length, bool told, HeapWatch heap) : HttpContent
{
    private static readonly byte[] Piece = Encoding.ASCII.GetBytes(new string('u', 1 << 16));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var sent = 0L; sent < length; sent += Piece.Length)
        {
            await stream.WriteAsync(Piece, TestContext.Current.CancellationToken);
            heap.Look(sent);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return told;
    }
}
