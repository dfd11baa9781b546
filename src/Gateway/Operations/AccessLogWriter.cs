using System.Text;
using System.Threading.Channels;
using Gateway.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Operations;

/// <summary>
/// Writes the access log behind the requests, which never wait for a disk. The file is opened for each batch, so that whoever rotates it by
/// renaming has nothing to tell us. What cannot be written is lost, counted, and said once.
/// </summary>
internal sealed partial class AccessLogWriter(GatewayMetrics metrics, TimeProvider clock, ILogger<AccessLogWriter> logger) : BackgroundService
{
    public const int MostWaiting = 20_000;
    private const int MostInBatch = 1000;

    private static readonly TimeSpan ForLastLines = TimeSpan.FromSeconds(2);

    private readonly Channel<(string Path, string Line)> _waiting = Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private int _lost;
    private bool _isSaid;

    public void Write(string path, string line)
    {
        if (!_waiting.Writer.TryWrite((path, line))) Lose(1);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();   // what waits is still written
        if (ExecuteTask is not { } writing) return;

        await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await writing.WaitAsync(ForLastLines, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // those of streams that the stop has cut, at its very end
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new Dictionary<string, (StringBuilder Text, int Lines)>(StringComparer.Ordinal);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            for (var taken = 0; taken < MostInBatch && _waiting.Reader.TryRead(out var one); taken++)
            {
                var (text, lines) = batch.GetValueOrDefault(one.Path, (new StringBuilder(), 0));
                batch[one.Path] = (text.Append(one.Line), lines + 1);
            }

            foreach (var (path, (text, lines)) in batch) await AppendAsync(path, text.ToString(), lines);
        }
    }

    private async Task AppendAsync(string path, string text, int lines)
    {
        try
        {
            await using (var file = new FileStream(path, Options())) await file.WriteAsync(Encoding.ASCII.GetBytes(text));
            var lost = Interlocked.Exchange(ref _lost, 0);
            if (lost > 0) Log.WrittenAgain(logger, path, lost);
            _isSaid = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Lose(lines);
            if (!_isSaid) Log.NotWritten(logger, path, Redacted.Text(failure.Message, 200));
            _isSaid = true;
        }
    }

    private void Lose(int lines)
    {
        Interlocked.Add(ref _lost, lines);
        metrics.LinesLost(lines);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;   // it names members
        return options;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The access log {Path} cannot be written, and its lines are lost until it can ({Cause}).")]
        public static partial void NotWritten(ILogger logger, string path, string cause);

        [LoggerMessage(2, LogLevel.Warning, "The access log {Path} is written again; lines lost: {Lost}.")]
        public static partial void WrittenAgain(ILogger logger, string path, int lost);
    }
}
