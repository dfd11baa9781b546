using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What an owner is told of a Redis that drops keys, and when: each new connection looks behind everybody's back.</summary>
internal sealed class EvictionLog : ILogger<RedisEviction>
{
    private readonly LogLines<RedisEviction> _lines = new();
    private readonly Tally _said = new();

    public IReadOnlyList<(LogLevel Level, string Text)> All => _lines.All;

    /// <summary>The policies it was told of, in order.</summary>
    public IEnumerable<string> Policies => All.Select(line => line.Text.Split("maxmemory-policy ")[1].Split(')')[0]);

    /// <summary>Until so many lines have been said in all: as many new connections to a server of another policy are made.</summary>
    public Task SaidAsync(int lines) =>
        _said.ReachedAsync(lines, TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TimeProvider.System, TestContext.Current.CancellationToken);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Log(logLevel, eventId, state, exception, formatter);
        _said.Add();
    }
}
