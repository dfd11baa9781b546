using System.Globalization;

namespace Gateway.Tests.Harness;

/// <summary>How long the processor has worked for the thread that asks, by the system's own account: whatever else runs is left out.</summary>
internal static class ThreadWork
{
    public static TimeSpan SoFar() =>
        TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000.0);
}
