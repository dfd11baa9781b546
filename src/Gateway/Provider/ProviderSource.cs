using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Provider;

/// <summary>
/// Metadata and keys of one OP for all sites that use it: one fetch however many wait, renewal at intervals, a growing pause after a failure,
/// a floor between forced reads of the keys, and the last good document kept through an outage.
/// </summary>
internal partial class ProviderSource(ProviderSettings settings, ProviderHttp http, TimeProvider clock, ILogger<ProviderSource> logger)
{
    /// <summary>The reason code of a token that nobody can judge: its key is not known, and the OP's keys cannot be read.</summary>
    public const string KeysUnreadable = "op_keys_unreadable";

    public static readonly TimeSpan KeyFloor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<ProviderKey> _ownersKeys = ProviderKeys.Of(settings.VerificationKeys);
    private ProviderDocument? _document;
    private ProviderUnavailableException? _lastFailure;
    private ProviderUnavailableException? _lastKeyFailure;
    private DateTimeOffset _nextRead = DateTimeOffset.MinValue;
    private readonly KeyTurn _turnOfTokens = new();
    private readonly KeyTurn _turnOfStrangers = new();
    private TimeSpan _pause = FirstPause;
    private Task<ProviderDocument>? _reading;

    /// <summary>The last good document, or null while there is none yet.</summary>
    public ProviderDocument? Known => _document;

    /// <summary>Why the last reading failed; null when it did not, or while there was none.</summary>
    public ProviderUnavailableException? LastFailure => _lastFailure;

    /// <summary>The document, read now if there is none. Throws <see cref="ProviderUnavailableException"/>.</summary>
    public async Task<ProviderDocument> GetAsync(CancellationToken cancellation)
    {
        if (_document is { } known)
        {
            if (clock.GetUtcNow() >= _nextRead) _ = StartReading();   // renewed behind the member's back
            return known;
        }

        return await StartReading().WaitAsync(cancellation);
    }

    /// <summary>
    /// The document with keys read anew, because a signature did not verify: at most once within <see cref="KeyFloor"/>, else as it is. Tokens that
    /// anybody can send (<paramref name="forStranger"/>) have a turn of their own: a forged one must not keep the OP's next key from being read.
    /// Throws <see cref="ProviderUnavailableException"/> where that reading fails or has just failed: nobody knows then what the signature is worth.
    /// </summary>
    public virtual async Task<ProviderDocument> RefetchKeysAsync(ProviderDocument tried, bool forStranger, CancellationToken cancellation)
    {
        Task<ProviderDocument> reading;
        lock (_lock)
        {
            if (_document is { } newer && !ReferenceEquals(newer.Keys, tried.Keys)) return newer;   // another login has just read them
            var turn = forStranger ? _turnOfStrangers : _turnOfTokens;
            if (turn.Reading is null)
            {
                if (clock.GetUtcNow() < turn.Next) return _lastKeyFailure is null ? tried : throw Unreadable(_lastKeyFailure, wasLeftAlone: true);
                turn.Next = clock.GetUtcNow() + KeyFloor;
                turn.Reading = ReadKeysAsync(tried.Metadata, turn);
            }

            reading = turn.Reading;
        }

        return await reading.WaitAsync(cancellation);
    }

    protected virtual string? MoveOf(ProviderMetadata known, ProviderMetadata later) => known.MoveTo(later);

    private Task<ProviderDocument> StartReading()
    {
        lock (_lock)
        {
            if (_reading is not null) return _reading;
            if (clock.GetUtcNow() < _nextRead && _lastFailure is not null) return Task.FromException<ProviderDocument>(_lastFailure);

            _reading = ReadAsync();
            _ = _reading.ContinueWith(static done => done.Exception, TaskScheduler.Default);   // a renewal nobody awaits must not be unobserved
            return _reading;
        }
    }

    private async Task<ProviderDocument> ReadAsync()
    {
        await Task.Yield();   // the caller still holds the lock
        try
        {
            var metadata = await ReadMetadataAsync();
            var document = new ProviderDocument(metadata, await FetchKeysAsync(metadata));
            lock (_lock)
            {
                _document = document;
                _lastFailure = _lastKeyFailure = null;
                _pause = FirstPause;
                _nextRead = clock.GetUtcNow() + settings.MetadataRefreshInterval;
                _reading = null;
            }

            return document;
        }
        catch (Exception failure)
        {
            var outage = failure as ProviderUnavailableException ?? new ProviderUnavailableException("op_metadata", "The metadata could not be read.", failure);
            lock (_lock)
            {
                _lastFailure = outage;
                _nextRead = clock.GetUtcNow() + _pause;
                _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
                _reading = null;
            }

            Log.NotRead(logger, settings.Address, outage.Reason, Redacted.Text(outage.Message, 1000), _document is not null);
            throw outage;
        }
    }

    private async Task<ProviderDocument> ReadKeysAsync(ProviderMetadata metadata, KeyTurn turn)
    {
        await Task.Yield();
        try
        {
            return KeepKeys(metadata, await FetchKeysAsync(metadata));
        }
        catch (ProviderUnavailableException outage)
        {
            lock (_lock) _lastKeyFailure = outage;
            Log.KeysNotRead(logger, metadata.JwksUri ?? settings.Address, outage.Reason, Redacted.Text(outage.Message, 300));
            throw Unreadable(outage, wasLeftAlone: false);
        }
        finally
        {
            lock (_lock) turn.Reading = null;
        }
    }

    private static ProviderUnavailableException Unreadable(ProviderUnavailableException outage, bool wasLeftAlone) =>
        new(KeysUnreadable, $"A token is signed by a key that is not known here, and the OP's keys cannot be read ({outage.Reason}).", outage) { WasLeftAlone = wasLeftAlone };

    private async Task<ProviderMetadata> ReadMetadataAsync()
    {
        if (settings.MetadataUrl is not { } address) return ProviderMetadata.Of(settings);

        var answer = await GetAsync(address, "metadata", settings.MetadataTimeout);
        if (!ProviderMetadata.TryParse(answer, settings, out var metadata, out var fault))
            throw new ProviderUnavailableException("op_metadata_refused", $"The metadata is refused: {fault}.");

        // An OP that moves does so by the owner's hand, never by a document that changed overnight.
        if (_document is { } known && MoveOf(known.Metadata, metadata!) is { } move)
        {
            KeepKeys(known.Metadata, await FetchKeysAsync(known.Metadata));   // one that the OP has taken back is not believed for longer
            throw new ProviderUnavailableException("op_metadata_moved", $"{move}; the old one stays in use until Gateway is restarted.");
        }

        return metadata!;
    }

    private ProviderDocument KeepKeys(ProviderMetadata metadata, IReadOnlyList<ProviderKey> keys)
    {
        lock (_lock)
        {
            _lastKeyFailure = null;
            return _document = new ProviderDocument(_document?.Metadata ?? metadata, keys);
        }
    }

    private async Task<IReadOnlyList<ProviderKey>> FetchKeysAsync(ProviderMetadata metadata)
    {
        if (metadata.JwksUri is not { } address) return _ownersKeys;

        var answer = await GetAsync(address, "keys", settings.CallTimeout);
        return ProviderKeys.TryParse(answer, out var keys, out var fault)
            ? [.. keys, .. _ownersKeys.Where(known => known.Id is null || keys.All(key => key.Id != known.Id))]
            : throw new ProviderUnavailableException("op_keys_refused", $"The key set is refused: {fault}.");
    }

    private async Task<ReadOnlyMemory<byte>> GetAsync(Uri address, string endpoint, TimeSpan? limit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        MeasuredCalls.Mark(request, endpoint);
        request.Headers.Accept.ParseAdd("application/json");
        var answer = await http.SendAsync(settings, request, limit ?? ProviderPipeline.ReadLimit, ProviderPipeline.DocumentBytes, CancellationToken.None);
        return answer.IsSuccess
            ? answer.Body
            : throw new ProviderUnavailableException("op_status", $"{address} answered {(int)answer.Status}.");
    }

    /// <summary>When the keys may be read anew, and the reading under way.</summary>
    private sealed class KeyTurn
    {
        public DateTimeOffset Next { get; set; } = DateTimeOffset.MinValue;

        public Task<ProviderDocument>? Reading { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The OP's metadata at {Address} could not be read ({Reason}): {Cause} An earlier one is in use: {Kept}.")]
        public static partial void NotRead(ILogger logger, Uri address, string reason, string cause, bool kept);

        [LoggerMessage(2, LogLevel.Warning, "The OP's keys at {Address} could not be read ({Reason}): {Cause} The earlier ones stay in use.")]
        public static partial void KeysNotRead(ILogger logger, Uri address, string reason, string cause);
    }
}
