using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A balancer, a scraper or a person at operations' own port.</summary>
internal sealed partial class OperationsClient(Uri address)
{
    private static readonly HttpClient Wire = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Patience.Most };

    public Uri Address => address;

    public async Task<Answer> AskAsync(string target, string? host = null, string method = "GET")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, target));
        if (host is not null) request.Headers.Host = host;
        using var response = await Wire.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(request.RequestUri!, response);
    }

    /// <summary>The value of one series, 0 where it does not exist; <paramref name="tags"/> in any order, as <c>site="a"</c>.</summary>
    public async Task<double> MetricAsync(string name, params string[] tags) =>
        (await SeriesAsync()).Where(series => series.Name == name && tags.All(tag => series.Tags.Contains(tag))).Sum(series => series.Value);

    /// <summary>Every series that is there now.</summary>
    public async Task<IReadOnlyList<(string Name, IReadOnlyList<string> Tags, double Value)>> SeriesAsync()
    {
        var answer = await AskAsync("/metrics");
        Assert.Equal(200, answer.Status);
        return
        [
            .. answer.Text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => Line().Match(line)).Select(match => (
                match.Groups["name"].Value,
                (IReadOnlyList<string>)[.. Tag().Matches(match.Groups["tags"].Value).Select(tag => tag.Value)],
                double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture))),
        ];
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:]+)(?:\{(?<tags>.*)\})? (?<value>\S+)(?: \d+)?$")]
    private static partial Regex Line();

    [GeneratedRegex("[a-z_]+=\"(?:\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Tag();
}
