using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.FastCgi;

/// <summary>
/// The error log of one upstream's applications, line by line in ours: so many in a while and no more, so that a page with a fault in a
/// loop fills no disk.
/// </summary>
internal sealed partial class ErrorLines(string name, TimeProvider clock, ILogger logger)
{
    private const int MostLines = 100;
    private const int MostLineLength = 2048;

    private static readonly TimeSpan While = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _since = DateTimeOffset.MinValue;
    private int _lines;
    private int _leftOut;

    public void Write(string line)
    {
        int leftOut;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            leftOut = now - _since < While ? 0 : _leftOut;
            if (now - _since >= While) (_since, _lines, _leftOut) = (now, 0, 0);
            if (++_lines > MostLines)
            {
                _leftOut++;
                return;
            }
        }

        if (leftOut > 0) Log.LeftOut(logger, name, leftOut);
        Log.Wrote(logger, name, Redacted.Text(line, MostLineLength));
    }

    public void Failed(int exitStatus) => Log.Failed(logger, name, exitStatus);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The application wrote to its error log: upstream={Upstream} line=\"{Line}\".")]
        public static partial void Wrote(ILogger logger, string upstream, string line);

        [LoggerMessage(2, LogLevel.Warning, "{Count} more lines of the application's error log were left out: upstream={Upstream}.")]
        public static partial void LeftOut(ILogger logger, string upstream, int count);

        [LoggerMessage(3, LogLevel.Warning, "The application ended a page with exit status {Status}: upstream={Upstream}.")]
        public static partial void Failed(ILogger logger, string upstream, int status);
    }
}
