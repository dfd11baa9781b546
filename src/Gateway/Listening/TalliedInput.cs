using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Gateway.Listening;

/// <summary>
/// What comes in on a connection, each byte told once: by <c>come</c> before the server sees it, or by <c>taken</c> as the server takes it,
/// which may throw to break it off. Nothing is copied or kept.
/// </summary>
internal sealed class TalliedInput : PipeReader, IValueTaskSource<ReadResult>
{
    private readonly PipeReader _inner;
    private readonly Action<ReadOnlySequence<byte>>? _come;
    private readonly Action<ReadOnlySequence<byte>>? _taken;
    private readonly Action _goOn;

    // One read at a time: what waits for it is this object itself, since a method that waits would cost an object for every request.
    private ManualResetValueTaskSourceCore<ReadResult> _waiting;
    private ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _pending;
    private ReadOnlySequence<byte> _read;
    private long _told;   // of what is read, the bytes that have been told to who hears of them as they come

    public TalliedInput(PipeReader inner, Action<ReadOnlySequence<byte>>? come, Action<ReadOnlySequence<byte>>? taken) =>
        (_inner, _come, _taken, _goOn) = (inner, come, taken, GoOn);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
#pragma warning disable CA2012 // Awaited by hand, and asked once.
        _pending = _inner.ReadAsync(cancellationToken).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
        if (_pending.IsCompleted) return ValueTask.FromResult(Keep(_pending.GetResult()));

        _waiting.Reset();
        _pending.UnsafeOnCompleted(_goOn);
        return new(this, _waiting.Version);
    }

    public override bool TryRead(out ReadResult result)
    {
        var isThere = _inner.TryRead(out result);
        if (isThere) Keep(result);
        return isThere;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        try
        {
            var part = _read.Slice(0, consumed);
            if (_come is not null) _told -= part.Length;
            _taken?.Invoke(part);
        }
        finally
        {
            _inner.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _waiting.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiting.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiting.OnCompleted(continuation, state, token, flags);

    private void GoOn()
    {
        ReadResult result;
        try
        {
            result = Keep(_pending.GetResult());
        }
        catch (Exception broken)
        {
            _waiting.SetException(broken);
            return;
        }

        _waiting.SetResult(result);
    }

    private ReadResult Keep(ReadResult result)
    {
        _read = result.Buffer;
        if (_come is null || _read.Length <= _told) return result;

        _come(_read.Slice(_told));
        _told = _read.Length;
        return result;
    }
}
