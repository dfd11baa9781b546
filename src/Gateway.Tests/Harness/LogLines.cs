using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Harness;

internal sealed record LogLine(string Category, LogLevel Level, string Text);

/// <summary>Everything that was logged, for assertions on what an owner reads and on what must never be there.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    public IReadOnlyList<LogLine> All => [.. _lines];

    public IReadOnlyList<LogLine> Warnings => [.. _lines.Where(line => line.Level >= LogLevel.Warning)];

    /// <summary>Ends when a line with this text has been written.</summary>
    public Task SaidAsync(string text, CancellationToken cancellationToken)
    {
        var waiting = _waiting.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.Any(line => line.Text.Contains(text, StringComparison.Ordinal))) waiting.TrySetResult();
        return waiting.Task.WaitAsync(cancellationToken);
    }

    public void Clear() => _lines.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new LogLine(category, logLevel, formatter(state, exception) + (exception is null ? "" : " " + exception));
            lines._lines.Enqueue(line);
            foreach (var (text, waiting) in lines._waiting)
                if (line.Text.Contains(text, StringComparison.Ordinal)) waiting.TrySetResult();
        }
    }
}
