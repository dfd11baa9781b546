using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Gateway.Listening;

/// <summary>
/// What comes in on a connection, each byte told once: to <paramref name="come"/> before the server sees it, or to <paramref name="taken"/> as
/// the server takes it, which may throw to break it off. Nothing is copied or kept.
/// </summary>
internal sealed class TalliedInput(PipeReader inner, Action<ReadOnlySequence<byte>>? come, Action<ReadOnlySequence<byte>>? taken) : PipeReader
{
    private ReadOnlySequence<byte> _read;
    private long _come;   // of what is read, the bytes that have been told

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        Keep(result.Buffer);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        var isThere = inner.TryRead(out result);
        if (isThere) Keep(result.Buffer);
        return isThere;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var part = _read.Slice(0, consumed);
        try
        {
            if (come is not null) _come -= part.Length;
            taken?.Invoke(part);
        }
        finally
        {
            inner.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private void Keep(ReadOnlySequence<byte> read)
    {
        _read = read;
        if (come is null || read.Length <= _come) return;

        come(read.Slice(_come));
        _come = read.Length;
    }
}
