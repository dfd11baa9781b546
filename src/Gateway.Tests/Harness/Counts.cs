using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Telemetry;

namespace Gateway.Tests.Harness;

/// <summary>
/// What one Gateway has counted: the instruments of its own meter, and of no other test's. The server's are left out: it counts each block of
/// memory that a stream takes.
/// </summary>
internal sealed class Counts : IDisposable
{
    private readonly ConcurrentQueue<(string Name, long Value, KeyValuePair<string, object?>[] Tags)> _measured = new();
    private readonly ConcurrentQueue<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> _timed = new();
    private readonly MeterListener _listener;

    public Counts(IMeterFactory meters)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name == GatewayMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measured.Enqueue((instrument.Name, value, tags.ToArray())));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _timed.Enqueue((instrument.Name, value, tags.ToArray())));
        _listener.Start();
    }

    /// <summary>The sum of a counter, over the measurements that carry all of these tags.</summary>
    public long Of(string counter, params (string Name, string Value)[] tags) => _measured.Where(one => one.Name == counter && Has(one.Tags, tags)).Sum(one => one.Value);

    /// <summary>What was recorded of a duration, in its order, where it carries all of these tags.</summary>
    public IReadOnlyList<double> Times(string histogram, params (string Name, string Value)[] tags) => [.. _timed.Where(one => one.Name == histogram && Has(one.Tags, tags)).Select(one => one.Value)];

    /// <summary>Every value that stood in a tag.</summary>
    public IReadOnlyList<string> Tags => [.. _measured.SelectMany(one => one.Tags).Select(tag => tag.Value?.ToString() ?? "")];

    public void Dispose() => _listener.Dispose();

    private static bool Has(KeyValuePair<string, object?>[] tags, (string Name, string Value)[] wanted) =>
        wanted.All(tag => tags.Any(other => other.Key == tag.Name && (string?)other.Value == tag.Value));
}
