using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>Requests by h2load over kept connections, one kind at a time.</summary>
internal static partial class Load
{
    public const int Connections = 32;

    private const int Streams = 30;

    private static readonly string[] Http1 = ["--h1"];

    /// <summary>As many requests as fast as they are answered. Anything but 200 for all of them, or 401 for scripts that are refused, is a fault of the benchmark.</summary>
    public static Task<double> PerSecondAsync(Uri page, string cookie, int requests) => PerSecondAsync([page], cookie, requests, refused: false, http2: null);

    /// <summary>As above, of the site's page at one of its nodes.</summary>
    public static Task<double> PerSecondAsync(Uri page, string cookie, int requests, Contender node) =>
        PerSecondAsync([.. Http1, "--connect-to=127.0.0.1:" + Text(node.Address.Port)], [page], cookie, requests, refused: false);

    /// <summary>
    /// As above, each connection asking for these in turn; <paramref name="refused"/>: a script is, with 401 each time; <paramref name="http2"/>: where
    /// the same is had over HTTP/2, <see cref="Streams"/> at once.
    /// </summary>
    public static Task<double> PerSecondAsync(IReadOnlyList<Uri> addresses, string cookie, int requests, bool refused, string? http2) =>
        PerSecondAsync(http2 is null ? Http1 : ["--connect-to=" + http2, "-m", Text(Streams)], addresses, cookie, requests, refused);

    /// <summary>The times of single requests, in milliseconds and in order, at so many a second for so long.</summary>
    public static async Task<double[]> LatenciesAsync(Uri page, string cookie, double perSecond, TimeSpan time)
    {
        var log = Path.GetTempFileName();
        try
        {
            var each = Math.Max(1, (int)Math.Round(perSecond / Connections));
            var requests = (int)(each * Connections * time.TotalSeconds);
            var output = await Child.OutputAsync(
                "h2load", [.. Http1, .. Arguments([page], cookie), "-n", Text(requests), "-c", Text(Connections), $"--rps={each}", $"--log-file={log}"]);
            AssertAll(output, requests, page, "{0} 2xx");
            return [.. File.ReadLines(log).Select(line => double.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture) / 1000).Order()];
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static async Task<double> PerSecondAsync(string[] way, IReadOnlyList<Uri> addresses, string cookie, int requests, bool refused)
    {
        var output = await Child.OutputAsync("h2load", [.. way, .. Arguments(addresses, cookie), .. refused ? ["-H", "X-Requested-With: XMLHttpRequest"] : Array.Empty<string>(), "-n", Text(requests), "-c", Text(Connections)]);
        AssertAll(output, requests, addresses[0], refused ? "0 2xx, 0 3xx, {0} 4xx" : "{0} 2xx");
        return double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static string[] Arguments(IEnumerable<Uri> addresses, string cookie) =>
        [.. cookie.Length > 0 ? ["-H", "Cookie: " + cookie] : Array.Empty<string>(), "-H", "Accept: text/html", .. addresses.Select(address => address.AbsoluteUri)];

    private static void AssertAll(string output, int requests, Uri page, string status)
    {
        if (!output.Contains("status codes: " + status.Replace("{0}", Text(requests), StringComparison.Ordinal), StringComparison.Ordinal))
            throw new InvalidOperationException($"{page} did not answer {requests} requests as it should:\n{output}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"finished in [^,]+, ([0-9.]+) req/s")]
    private static partial Regex PerSecond();
}
