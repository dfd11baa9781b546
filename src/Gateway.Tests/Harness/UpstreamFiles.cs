using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Tests.Commands;
using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>The files of <c>deploy/upstream</c> with the names of a test in the place of an owner's; nothing else of them is changed.</summary>
internal sealed partial class UpstreamFiles : IDisposable
{
    public const string Secret = "the upstream secret of the tests, long enough";

    private static readonly string Deployed = Path.Combine(Sources.Root, "deploy", "upstream");

    /// <summary>Changes the text of every deployed file of every server that is started in its course; null elsewhere.</summary>
    public static readonly AsyncLocal<Func<string, string>?> Edit = new();

    public UpstreamFiles(PhpArea area)
    {
        Area = area;
        area.OpenToServers();
        PhpArea.Open(Folder);
        File.WriteAllText(Path.Combine(Folder, "upstream-secret"), Secret + "\n");
        File.WriteAllText(Path.Combine(Folder, "gateway-prepend.php"), Text("gateway-prepend.php"));
    }

    public PhpArea Area { get; }

    /// <summary>Whether it is set up by what <c>gateway upstream-config</c> writes, and not by the prepended file.</summary>
    public bool HasSnippet { get; private init; }

    /// <summary>Where the server keeps what it needs.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("upstream-").FullName;

    public int Port { get; } = FreePort.Take();

    /// <summary>Set up by what <c>gateway upstream-config</c> writes, as the comments of the files say.</summary>
    public static async Task<UpstreamFiles> WithSnippetAsync(PhpArea area, string server, string[] claims)
    {
        var files = new UpstreamFiles(area) { HasSnippet = true };
        var json = Some.Configuration(new Uri("https://nats.example"), new Uri($"http://127.0.0.1:{files.Port}"));
        (json["Sites"]!["a"]!["UpstreamSecret"], json["Sites"]!["a"]!["UpstreamProof"]) = (Secret, "Secret");
        var configuration = await files.WriteAsync("gateway.json", json.ToJsonString());
        var said = await Said.ByAsync(["upstream-config", server, "--config", configuration, "--out", files.Folder, .. claims.SelectMany(claim => (string[])["--claim", claim])]);
        Assert.Equal((0, ""), (said.Code, said.Errors));
        return files;
    }

    public string Read(string name, string socket = "") => Site().Replace(Chosen(Text(name)), "${set}a")
        .Replace("127.0.0.1:8081", "127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("members.example.com", "a.example", StringComparison.Ordinal)
        .Replace("/var/www/site", Area.Root, StringComparison.Ordinal)
        .Replace("/etc/gateway", Folder, StringComparison.Ordinal)
        .Replace("include fastcgi_params", "include /etc/nginx/fastcgi_params", StringComparison.Ordinal)
        .Replace("/run/php/php8.2-fpm.sock", socket, StringComparison.Ordinal);

    /// <summary>Writes a file beside them.</summary>
    public async Task<string> WriteAsync(string name, params IEnumerable<string> lines)
    {
        var file = Path.Combine(Folder, name);
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        return file;
    }

    /// <summary>A php-fpm with the lines that an owner adds to the pool of the site.</summary>
    public Task<PhpFpm> StartPoolAsync() => PhpFpm.StartAsync(poolLines: ["listen.mode = 0666", .. HasSnippet ? [] : Read("php-fpm-pool.conf").Split('\n')]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Text(string name)
    {
        var text = File.ReadAllText(Path.Combine(Deployed, name));
        return Edit.Value?.Invoke(text) ?? text;
    }

    private string Chosen(string text) => HasSnippet ? Include().Replace(Prepend().Replace(text, "# $0"), "$1") : text;

    [GeneratedRegex(@"(?<set>GATEWAY_SITE\W+|gateway-)example")]
    private static partial Regex Site();

    [GeneratedRegex(@"# (include /etc/gateway/)", RegexOptions.IgnoreCase)]
    private static partial Regex Include();

    [GeneratedRegex(@"(?m)^[^#\n]*(?:GATEWAY_|Gateway-Received|auto_prepend_file).*$")]
    private static partial Regex Prepend();
}
