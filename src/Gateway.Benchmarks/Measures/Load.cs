using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>Requests by h2load over kept connections, one kind at a time.</summary>
internal static partial class Load
{
    public const int Connections = 32;

    /// <summary>As many requests as fast as they are answered. Anything but 200 for all of them is a fault of the benchmark.</summary>
    public static async Task<double> PerSecondAsync(Uri page, string cookie, int requests, bool http2 = false)
    {
        var output = await Child.OutputAsync("h2load", [.. Arguments(page, cookie, http2), "-n", Text(requests), "-c", Text(Connections)]);
        AssertAll(output, requests, page);
        return double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The times of single requests, in milliseconds and in order, at so many a second for so long.</summary>
    public static async Task<double[]> LatenciesAsync(Uri page, string cookie, double perSecond, TimeSpan time)
    {
        var log = Path.GetTempFileName();
        try
        {
            var each = Math.Max(1, (int)Math.Round(perSecond / Connections));
            var requests = (int)(each * Connections * time.TotalSeconds);
            var output = await Child.OutputAsync(
                "h2load", [.. Arguments(page, cookie, http2: false), "-n", Text(requests), "-c", Text(Connections), $"--rps={each}", $"--log-file={log}"]);
            AssertAll(output, requests, page);
            return [.. File.ReadLines(log).Select(line => double.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture) / 1000).Order()];
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static string[] Arguments(Uri page, string cookie, bool http2) =>
        [.. http2 ? Array.Empty<string>() : ["--h1"], .. cookie.Length > 0 ? ["-H", "Cookie: " + cookie] : Array.Empty<string>(), "-H", "Accept: text/html", page.AbsoluteUri];

    private static void AssertAll(string output, int requests, Uri page)
    {
        if (!output.Contains(string.Create(CultureInfo.InvariantCulture, $"status codes: {requests} 2xx"), StringComparison.Ordinal))
            throw new InvalidOperationException($"{page} did not answer {requests} requests with 200:\n{output}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"finished in [^,]+, ([0-9.]+) req/s")]
    private static partial Regex PerSecond();
}
