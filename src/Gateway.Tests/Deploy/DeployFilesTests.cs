using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Commands;
using Gateway.Operations;
using Gateway.Sites;
using Gateway.Tests.Conventions;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>What an owner copies from deploy/ fits the product that it is copied for.</summary>
public sealed partial class DeployFilesTests
{
    private static readonly string Configuration = Read("deploy/gateway.json");

    // Behind the limit what was cut is still written down.
    private static readonly TimeSpan ForTheLastLines = TimeSpan.FromSeconds(5);

    [Fact]
    public void The_sample_configuration_is_good_with_its_secrets_in_place()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-deploy-").FullName;
        try
        {
            foreach (var secret in SecretNames()) NewFiles.Write(Path.Combine(folder, secret), $"a secret of the tests, long enough: {secret}");
            var file = Path.Combine(folder, "gateway.json");
            NewFiles.Write(file, Configuration.Replace("/run/secrets", folder, StringComparison.Ordinal));

            var read = ConfigurationReader.Read(file, _ => null);

            Assert.Empty(read.Faults);
            Assert.Contains("Redis: ", Assert.Single(read.Configuration!.Warnings).ToString(), StringComparison.Ordinal);   // plain tcp, by the containers' own network
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_compose_file_brings_every_secret_and_server_that_the_sample_names()
    {
        var compose = Read("deploy/compose.yaml");

        Assert.Equal(["passphrase", "nats", "upstream"], SecretNames());
        Assert.All(SecretNames(), secret => Assert.Contains($"source: {secret}, target: {secret}", compose, StringComparison.Ordinal));
        Assert.Contains("\"Redis\": \"redis:6379\"", Configuration, StringComparison.Ordinal);
        Assert.Contains("\"Upstream\": \"http://members:80\"", Configuration, StringComparison.Ordinal);
        Assert.All((string[])["redis", "members"], server => Assert.Matches($@"(?m)^  {server}:$", compose));
    }

    [Theory]
    [InlineData("deploy/gateway.service")]
    [InlineData("Dockerfile")]
    public async Task Every_command_that_is_started_there_exists(string file)
    {
        var commands = Commands().Matches(Read(file)).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.Contains("serve", commands);
        foreach (var command in commands)
            Assert.Equal(ExitCodes.Good, await CommandLine.RunAsync([command, "--help"], new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null)));
    }

    [Fact]
    public void The_single_file_is_made_by_the_command_of_the_readme()
    {
        Assert.Contains("dotnet publish src/Gateway -p:PublishProfile=linux-x64", ReadmeSample.Readme, StringComparison.Ordinal);
        Assert.Contains("<PublishSingleFile>true</PublishSingleFile>", Read("src/Gateway/Properties/PublishProfiles/linux-x64.pubxml"), StringComparison.Ordinal);
    }

    [Fact]
    public void I43_Whatever_stops_it_gives_it_the_time_that_it_may_take()
    {
        var starters = Directory.EnumerateFiles(Path.Combine(Sources.Root, "deploy"), "*", SearchOption.AllDirectories)
            .Where(file => Starters().IsMatch(file)).Select(file => Path.GetRelativePath(Sources.Root, file).Replace('\\', '/')).ToList();

        Assert.Superset(new HashSet<string> { "deploy/gateway.service", "deploy/compose.yaml" }, starters.ToHashSet());
        Assert.All(starters.Append("README.md"), file =>
        {
            var given = StopTimes().Matches(Read(file)).Select(match => TimeSpan.FromSeconds(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))).ToList();
            Assert.NotEmpty(given);
            Assert.All(given, time => Assert.True(time >= Leaving.Limit + ForTheLastLines, $"{file} kills it after {time}, and it may take {Leaving.Limit} and some seconds"));
        });
    }

    [Theory]
    [InlineData("deploy/alerts.yaml")]
    [InlineData("deploy/dashboard.json")]
    public async Task Every_series_that_is_asked_for_is_counted(string file)
    {
        var counted = await SeriesAsync();

        var asked = Series().Matches(Read(file)).Select(match => match.Value).Distinct().ToList();

        Assert.NotEmpty(asked);
        Assert.All(asked, series => Assert.Contains(series, counted));
    }

    [Fact]
    public void Every_reason_of_an_alert_stands_in_the_readme()
    {
        var reasons = Reasons().Matches(Read("deploy/alerts.yaml")).SelectMany(match => match.Groups[1].Value.Split('|')).Distinct().ToList();

        Assert.NotEmpty(reasons);
        Assert.All(reasons, reason => Assert.Contains($"`{reason}`", ReadmeSample.Readme, StringComparison.Ordinal));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Sources.Root, path));

    private static IReadOnlyList<string> SecretNames() => [.. Secrets().Matches(Configuration).Select(match => match.Groups[1].Value)];

    // As the exporter names them for Prometheus.
    private static async Task<IReadOnlySet<string>> SeriesAsync()
    {
        var series = new HashSet<string>();
        await using var gateway = await GatewayHost.StartAsync();
        var meters = gateway.Services.GetRequiredService<IMeterFactory>();   // those of the tests beside come and go in their own time
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name == Telemetry.GatewayMetrics.MeterName) series.UnionWith(NamesOf(instrument));
        };
        listener.Start();
        return series;
    }

    private static IEnumerable<string> NamesOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
        var kind = instrument.GetType().Name;
        if (kind.StartsWith("Histogram", StringComparison.Ordinal)) return [name + "_bucket", name + "_count", name + "_sum"];
        return kind.Contains("Counter", StringComparison.Ordinal) ? [name + "_total"] : [name];
    }

    [GeneratedRegex("file:/run/secrets/([a-z]+)")]
    private static partial Regex Secrets();

    [GeneratedRegex(@"(?:bin/gateway |/app/gateway"", ""|CMD \[""|ENTRYPOINT .*\nCMD \["")(serve|check|[a-z-]+)(?= --config|"")")]
    private static partial Regex Commands();

    [GeneratedRegex(@"\.service$|compose[^/]*\.ya?ml$")]
    private static partial Regex Starters();

    [GeneratedRegex(@"(?:TimeoutStopSec=|stop_grace_period: *|docker stop -t )(\d+)(?:s|\b)")]
    private static partial Regex StopTimes();

    [GeneratedRegex(@"\bgateway_[a-z_]+\b")]
    private static partial Regex Series();

    [GeneratedRegex("reason=~?\"([a-z_|]+)\"")]
    private static partial Regex Reasons();
}
