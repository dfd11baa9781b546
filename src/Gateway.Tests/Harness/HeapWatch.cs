using System.Globalization;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>How much the whole process (Gateway, browser and test) holds at most while bytes pass.</summary>
internal sealed class HeapWatch(long step = 64L << 20)
{
    private const long MostGrowth = 32L << 20;

    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
    private readonly long _step = step;
    private long _next = step;
    private long _most;

    /// <summary><c>GATEWAY_TEST_STREAM_MB</c>: how much passes; 256 without it, 5120 for the full measure.</summary>
    public static long StreamBytes { get; } = long.Parse(Environment.GetEnvironmentVariable("GATEWAY_TEST_STREAM_MB") ?? "256", CultureInfo.InvariantCulture) << 20;

    public void Look(long passed)
    {
        if (passed < _next) return;
        _next = passed + _step;
        _most = Math.Max(_most, GC.GetTotalMemory(forceFullCollection: true));
    }

    public void AssertFlat(long passed) => Assert.True(_most > 0 && _most - _before < MostGrowth, $"{(_most - _before) >> 20} MiB more were held while {passed >> 20} MiB passed");
}
