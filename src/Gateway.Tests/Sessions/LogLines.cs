using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Sessions;

/// <summary>What one class logged.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    public List<(LogLevel Level, string Text)> All { get; } = [];

    public IEnumerable<string> Warnings => All.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Add((logLevel, formatter(state, exception)));
}
