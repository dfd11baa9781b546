using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>A real Apache that judges the tried hosts by passwords, in the place of the module's sessions; beside them whatever a test adds.</summary>
internal sealed class HostApache : IAsyncDisposable
{
    private const string Modules = "/usr/lib/apache2/modules/";

    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private static readonly string[] Usual =
        ["authn_core", "authn_file", "auth_basic", "authz_core", "authz_host", "authz_user", "access_compat", "alias", "dir", "mime", "negotiation", "rewrite", "setenvif", "env"];

    private readonly string _folder;
    private ServerProcess? _process;

    private HostApache(string folder) => _folder = folder;

    public int Port { get; } = FreePort.Take();

    private string Passwords => $"{_folder}/passwords";

    /// <param name="folder">Where the hosts' files lie.</param>
    /// <param name="further">Lines after the hosts, for a server that does more.</param>
    /// <param name="modules">Modules besides the usual ones, first the one that says how it serves.</param>
    public static async Task<HostApache> StartAsync(string folder, IReadOnlyList<TriedHost> hosts, IReadOnlyList<string> modules, params IReadOnlyList<string> further)
    {
        var apache = new HostApache(folder);
        foreach (var (place, text) in hosts.SelectMany(host => host.Htaccess)) await File.WriteAllTextAsync($"{place}/.apache", TriedHost.ByPassword(text, apache.Passwords), TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(apache.Passwords, TriedHost.Kinds.Select(kind => $"{kind}:{{SHA}}5en6G6MezRroT3XKqkdPOmY/BfQ="), TestContext.Current.CancellationToken);   // secret
        await File.WriteAllLinesAsync($"{folder}/apache.conf",
        [
            $"ServerRoot {folder}", "ServerName localhost", $"PidFile {folder}/apache.pid", $"DefaultRuntimeDir {folder}", $"Mutex file:{folder}", "ErrorLog /dev/stderr",
            $"LogLevel crit {modules[0]}_module:notice",
            .. Environment.IsPrivilegedProcess ? (string[])["User www-data", "Group www-data"] : [],
            .. modules.Concat(Usual).Select(module => $"LoadModule {module}_module {FileOf(module)}"),
            "TypesConfig /etc/mime.types", "DirectoryIndex index.html", $"Listen 127.0.0.1:{apache.Port}",
            .. hosts.Select(host => $"<VirtualHost 127.0.0.1:{apache.Port}>\nServerName {host.Name}\nAccessFileName .apache\n{TriedHost.ByPassword(host.Text, apache.Passwords)}</VirtualHost>"),
            .. further,
        ], TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        apache._process = await ServerProcess.StartAsync("apache2", ["-DFOREGROUND", "-f", $"{folder}/apache.conf"], serving: "resuming normal operations");
        return apache;
    }

    /// <summary>Whether a member of this kind, or nobody, is let in, and the answer.</summary>
    public async Task<(bool Lets, HttpStatusCode Status, string Text)> AskAsync(TriedHost host, string path, string method, string kind)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}{path}"));
        request.Headers.Host = host.Name;
        if (TriedHost.Kinds.Contains(kind)) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{kind}:secret")));
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var lets = answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError);
        return (lets, answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    private static string FileOf(string module) => module == "php"
        ? Directory.EnumerateFiles(Modules, "libphp*.so").FirstOrDefault() ?? throw new InvalidOperationException("mod_php is missing: src/Gateway.Tests/test.sh installs it.")
        : $"{Modules}mod_{module}.so";
}
