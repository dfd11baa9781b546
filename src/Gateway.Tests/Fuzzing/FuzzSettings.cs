using System.Globalization;

namespace Gateway.Tests.Fuzzing;

/// <summary>
/// How long and from where: <c>FUZZ_SECONDS</c> for all targets together (default: 30), <c>FUZZ_SEED</c> for what is new in this run
/// (default: any). test.sh prints the seed; a failure names it too.
/// </summary>
internal static class FuzzSettings
{
    /// <summary>What shares the time; counted by a test.</summary>
    public const int Targets = 18;

    private static readonly double Seconds = Number("FUZZ_SECONDS") ?? 30;

    public static int Seed { get; } = (int?)Number("FUZZ_SEED") ?? Random.Shared.Next(1, 1_000_000);

    /// <summary>Half for the inputs that are the same in every run, half for those of this run's own seed.</summary>
    public static TimeSpan Half { get; } = TimeSpan.FromSeconds(Seconds / Targets / 2);

    private static double? Number(string name) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
