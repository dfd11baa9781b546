using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Demo.Area;
using Gateway.Demo.Nats;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Commands;

public sealed class ReadmeTests : IDisposable
{
    private const string TenMinutes = "the file of the ten minutes";

    private static readonly JsonDocumentOptions Comments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-readme-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_json_block_is_a_sample_that_is_tested_here() => Assert.Equal(5, ReadmeSample.JsonBlocks);

    [Fact]
    public void The_file_of_the_ten_minutes_is_good_as_it_stands()
    {
        var file = Write(ReadmeSample.Named(TenMinutes));

        var read = ConfigurationReader.Read(file, _ => null);

        Assert.Empty(read.Faults);
        Assert.Empty(read.Configuration!.Warnings);
    }

    [Fact]
    public void The_sample_of_paths_is_good_as_it_stands()
    {
        var configuration = JsonNode.Parse(ReadmeSample.Named(TenMinutes), documentOptions: Comments)!;
        configuration["Sites"]!["example"]!["Paths"] = JsonNode.Parse(ReadmeSample.Named("paths"), documentOptions: Comments);

        // The sample has no rule that opens the unauthorized page under /members/.
        configuration["Sites"]!["example"]!["Pages"] = new JsonObject();
        var read = ConfigurationReader.Read(Write(configuration.ToJsonString()), _ => null);

        Assert.Empty(read.Faults);
    }

    [Fact]
    public void The_sample_of_a_server_behind_is_good_beside_the_rest_of_a_site()
    {
        var configuration = JsonNode.Parse(ReadmeSample.Named(TenMinutes), documentOptions: Comments)!;
        foreach (var (name, value) in JsonNode.Parse(ReadmeSample.Named("in front of my server"), documentOptions: Comments)!.AsObject()) configuration["Sites"]!["example"]![name] = value!.DeepClone();

        var read = ConfigurationReader.Read(Write(configuration.ToJsonString()), _ => null);

        Assert.Empty(read.Faults);
        Assert.Empty(read.Configuration!.Warnings);
    }

    [Fact]
    public void The_sample_of_php_fpm_is_good_as_it_stands()
    {
        using var area = new PhpArea();
        var configuration = JsonNode.Parse(ReadmeSample.Named(TenMinutes), documentOptions: Comments)!;
        configuration["Sites"]!["example"]!["Upstream"] = JsonNode.Parse(ReadmeSample.Named("php-fpm").Replace("/var/www/site", area.Root, StringComparison.Ordinal), documentOptions: Comments);

        var read = ConfigurationReader.Read(Write(configuration.ToJsonString()), _ => null);

        Assert.Empty(read.Faults);
        Assert.Empty(read.Configuration!.Warnings);
        Assert.Equal(["/uploads/"], Assert.IsType<FastCgiUpstream>(read.Configuration.Sites.All[0].Upstreams.All[0].Upstream).Application.Scripts.Tree.NoScripts);
    }

    [Fact]
    public void The_sample_of_TLS_is_good_beside_the_rest_of_a_site()
    {
        TestCertificate.Write(_folder, "own", ["members.example.com", "www.members.example.com"]);
        var configuration = JsonNode.Parse(ReadmeSample.Named(TenMinutes), documentOptions: Comments)!;
        var sample = JsonNode.Parse(
            ReadmeSample.Named("tls").Replace("/etc/letsencrypt/live/example/fullchain.pem", "own.pem", StringComparison.Ordinal)
                .Replace("/etc/letsencrypt/live/example/privkey.pem", "own.key", StringComparison.Ordinal),
            documentOptions: Comments)!;
        configuration["Listen"] = sample["Listen"]!.DeepClone();
        foreach (var (name, value) in sample["Sites"]!["example"]!.AsObject()) configuration["Sites"]!["example"]![name] = value!.DeepClone();

        var read = ConfigurationReader.Read(Write(configuration.ToJsonString()), _ => null);

        Assert.Empty(read.Faults);
        Assert.Empty(read.Configuration!.Warnings);
        Assert.True(read.Configuration.ListensTls);
    }

    [Fact]
    public async Task Serve_with_the_file_of_the_ten_minutes_signs_a_member_in_before_the_sample_area()
    {
        const string origin = "https://members.example.com";
        var client = new NatsClient("1,2,3", "value-of-MEMBER_OPENID_CLIENT_SECRET") { RedirectUris = [origin + "/members/vanity.php"], PostLogoutOrigins = [origin] };
        await using var nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { Clients = [client] }, TimeProvider.System);
        await using var area = await SampleMembersArea.StartAsync(0, nats.SwitchesUrl);
        var port = FreePort.Take();
        var file = Write(ReadmeSample.Named(TenMinutes)
            .Replace("https://nats.example.com", nats.Issuer, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8081", area.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8080", $"http://127.0.0.1:{port}", StringComparison.Ordinal));
        using var stop = new CancellationTokenSource();
        var (output, errors) = (new StringWriter(), new StringWriter());
        var started = new TaskCompletionSource();
        var serving = ServeCommand.RunAsync(file, watch: false, new Terminal(new Announced(output, "Gateway listens on", started), errors, TextReader.Null), stop.Token);
        await Task.WhenAny(started.Task, serving);
        Assert.Empty(errors.ToString());

        var browser = new Browser(new Uri($"http://127.0.0.1:{port}"), nats, origin);
        var page = await browser.SignInAsync("alice", "/members/full/");

        Assert.Equal(200, page.Status);
        Assert.Contains("alice", page.Text, StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
        Assert.Contains("Sessions are kept in memory", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sample_of_explain_is_what_it_says()
    {
        var file = Write(ReadmeSample.Named(TenMinutes));

        var said = await Said.ByAsync("explain", "--config", file, "--path", "/members/full/film.mp4", "--claims", """{"username":"bob","trial":"1"}""");

        Assert.Contains($"""
            gateway explain --path /members/full/film.mp4 --claims '{"{"}"username":"bob","trial":"1"{"}"}'
            ```

            ```
            {said.Output}```
            """.ReplaceLineEndings("\n"), ReadmeSample.Readme, StringComparison.Ordinal);
    }

    private string Write(string configuration)
    {
        var file = Path.Combine(_folder, "gateway.json");
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("gateway.json", configuration), ("passphrase", "0123456789abcdefghijklmnopqrstuv"), ("nats-secret", "value-of-MEMBER_OPENID_CLIENT_SECRET"), ("upstream-secret", UpstreamFiles.Secret)])
        {
            File.WriteAllText(Path.Combine(_folder, name), text);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }
}
