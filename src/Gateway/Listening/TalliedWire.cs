using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.Listening;

/// <summary>A connection whose input is told to <paramref name="come"/> or to <paramref name="taken"/>: see <see cref="TalliedInput"/>.</summary>
internal sealed class TalliedWire(IDuplexPipe wire, Action<ReadOnlySequence<byte>>? come = null, Action<ReadOnlySequence<byte>>? taken = null) : IDuplexPipe
{
    public PipeReader Input { get; } = new TalliedInput(wire.Input, come, taken);

    public PipeWriter Output => wire.Output;
}
