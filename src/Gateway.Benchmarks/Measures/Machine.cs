using System.Globalization;
using System.Runtime.InteropServices;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>Where and with what a report was made.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync()
    {
        var processor = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
        var apache = FirstLine(await Child.OutputAsync("apache2", "-v")).Replace("Server version: ", "", StringComparison.Ordinal);
        var module = (await Child.OutputAsync("dpkg-query", "-W", "-f", "${Version}", "libapache2-mod-auth-openidc")).Trim();
        var nginx = FirstLine(await Child.OutputAsync("nginx", "-v")).Replace("nginx version: ", "", StringComparison.Ordinal);
        var redis = FirstLine(await Child.OutputAsync("redis-server", "--version")).Split(' ')[2].Replace("v=", "Redis ", StringComparison.Ordinal);
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{now}. {processor}, {Environment.ProcessorCount} processors for everything together; {RuntimeInformation.FrameworkDescription}, {apache}, mod_auth_openidc {module}, {nginx}, {redis}.";
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
