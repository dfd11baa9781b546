using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Tests.Conventions;

namespace Gateway.Tests.Harness;

/// <summary>The files of <c>deploy/upstream</c> with the names of a test in the place of an owner's; nothing else of them is changed.</summary>
internal sealed partial class UpstreamFiles : IDisposable
{
    public const string Secret = "the upstream secret of the tests, long enough";

    private static readonly string Deployed = Path.Combine(Sources.Root, "deploy", "upstream");

    private readonly PhpArea _area;

    public UpstreamFiles(PhpArea area)
    {
        _area = area;
        area.OpenToServers();
        PhpArea.Open(Folder);
        File.WriteAllText(Path.Combine(Folder, "upstream-secret"), Secret + "\n");
        File.Copy(Path.Combine(Deployed, "gateway-prepend.php"), Path.Combine(Folder, "gateway-prepend.php"));
    }

    /// <summary>Where the server keeps what it needs.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("upstream-").FullName;

    public int Port { get; } = FreePort.Take();

    public string Read(string name, string socket = "") => Site().Replace(File.ReadAllText(Path.Combine(Deployed, name)), "${set}a")
        .Replace("127.0.0.1:8081", "127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("members.example.com", "a.example", StringComparison.Ordinal)
        .Replace("/var/www/site", _area.Root, StringComparison.Ordinal)
        .Replace("/etc/gateway", Folder, StringComparison.Ordinal)
        .Replace("include fastcgi_params", "include /etc/nginx/fastcgi_params", StringComparison.Ordinal)
        .Replace("/run/php/php8.2-fpm.sock", socket, StringComparison.Ordinal);

    /// <summary>Writes a file beside them.</summary>
    public async Task<string> WriteAsync(string name, params IEnumerable<string> lines)
    {
        var file = Path.Combine(Folder, name);
        await File.WriteAllLinesAsync(file, lines, Xunit.TestContext.Current.CancellationToken);
        return file;
    }

    /// <summary>A php-fpm with the lines that an owner adds to the pool of the site.</summary>
    public Task<PhpFpm> StartPoolAsync() => PhpFpm.StartAsync(poolLines: ["listen.mode = 0666", .. Read("php-fpm-pool.conf").Split('\n')]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    [GeneratedRegex(@"(?<set>GATEWAY_SITE\W+)example")]
    private static partial Regex Site();
}
