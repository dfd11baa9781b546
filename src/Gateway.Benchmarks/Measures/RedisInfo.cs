using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>What Redis says of itself. Each question is one command more.</summary>
internal static partial class RedisInfo
{
    public static Task<long> CommandsAsync(int port) => NumberAsync(port, "stats", "total_commands_processed");

    public static Task<long> MemoryAsync(int port) => NumberAsync(port, "memory", "used_memory");

    /// <summary>Which commands it was asked since it was started, and how often; those within scripts too.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CommandsByNameAsync(int port) =>
        Command().Matches(await AskAsync(port, "commandstats")).ToDictionary(match => match.Groups[1].Value, match => long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static async Task<long> NumberAsync(int port, string section, string name) =>
        long.Parse((await AskAsync(port, section)).Split("\r\n").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);

    private static Task<string> AskAsync(int port, string section) => Child.OutputAsync("redis-cli", "-p", port.ToString(CultureInfo.InvariantCulture), "INFO", section);

    [GeneratedRegex(@"cmdstat_([^:]+):calls=(\d+)")]
    private static partial Regex Command();
}
