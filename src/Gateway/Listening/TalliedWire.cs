using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.Listening;

/// <summary>A connection whose input is told to <paramref name="taken"/> as the server takes it.</summary>
internal sealed class TalliedWire(IDuplexPipe wire, Action<ReadOnlySequence<byte>> taken) : IDuplexPipe
{
    public PipeReader Input { get; } = new TalliedInput(wire.Input, taken);

    public PipeWriter Output => wire.Output;
}
