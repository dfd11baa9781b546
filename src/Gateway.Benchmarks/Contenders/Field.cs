using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;

namespace Gateway.Benchmarks.Contenders;

/// <summary>What all contenders share: one upstream, one NATS, one Redis; and how each of them is started before these.</summary>
internal sealed class Field : IAsyncDisposable
{
    public const string PublicPage = "/1k";
    public const string PublicFile = "/16m";
    public const string MembersPage = "/members/1k";

    public const string BareYarp = "bare YARP";
    public const string GatewayMemory = "Gateway, memory";
    public const string GatewayRedis = "Gateway, Redis";
    public const string GatewayFastCgi = "Gateway, memory, FastCGI";
    public const string ApacheRedis = "Apache + module, Redis";
    public const string NginxFastCgi = "nginx, FastCGI";

    /// <summary>The site of which a gateway has one, and what keeps its sessions secret.</summary>
    public const string FirstSite = "s0";
    public const string Passphrase = "a passphrase of the benchmark";

    /// <summary>By which NATS knows a gateway.</summary>
    public const string ClientId = "gateway";

    /// <summary>Where a member's page leads for fresh tokens.</summary>
    public const string Vanity = "/members/vanity.php";

    private const string Secret = "the secret of the benchmark";
    private const string ApacheModules = "/usr/lib/apache2/modules";

    private readonly Child _upstream;
    private readonly Child _redis;

    private Field(Child upstream, int upstreamPort, Child redis, int redisPort, SimulatedNats nats)
    {
        (_upstream, _redis, RedisPort, Nats) = (upstream, redis, redisPort, nats);
        Upstream = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{upstreamPort}/"));
    }

    public Uri Upstream { get; }

    public int RedisPort { get; }

    public SimulatedNats Nats { get; }

    public static async Task<Field> OpenAsync()
    {
        var (upstreamPort, redisPort) = (Child.FreePort(), Child.FreePort());
        var upstream = await Child.StartAsync("Gateway.Benchmarks", ["upstream", Text(upstreamPort)], upstreamPort);
        var redis = await Child.StartAsync("redis-server", ["--port", Text(redisPort), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], redisPort);
        var nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { AccessTokenLifetime = TimeSpan.FromHours(2), RequirePkce = false }, TimeProvider.System);
        nats.Switches.AutoLogin = "alice";
        return new Field(upstream, upstreamPort, redis, redisPort, nats);
    }

    public async Task<Contender> BareYarpAsync()
    {
        var (port, http2, folder) = NewPlace();
        return new Contender(BareYarp, await Child.StartAsync("Gateway.Benchmarks", ["bare", Text(port), Upstream.AbsoluteUri, Text(http2)], port), AddressOf(port), http2, folder);
    }

    /// <summary>
    /// With a member signed in. Further sites are as many origins more, with the same rules; with a pool it speaks FastCGI to that instead.
    /// </summary>
    public async Task<Contender> GatewayAsync(bool redis, int sites = 1, int operationsPort = 0, PhpPool? php = null)
    {
        var gateway = await StartGatewayAsync(redis, sites, operationsPort, php, origin: null);
        await gateway.SignInAsync(php is null ? MembersPage : PhpPool.MembersPage);
        return gateway;
    }

    /// <summary>One node more of the same site, with the same Redis and nobody signed in yet.</summary>
    public Task<Contender> NodeAsync(Contender first) => StartGatewayAsync(redis: true, sites: 1, operationsPort: 0, php: null, first.Address);

    /// <summary>nginx as bare proxy, or before php-fpm. Its workers must be allowed to use the pool's socket.</summary>
    public async Task<Contender> NginxAsync(PhpPool? php = null)
    {
        var location = php?.ForNginx() ?? """proxy_pass http://area; proxy_http_version 1.1; proxy_set_header Connection "";""";
        var (port, http2, folder) = NewPlace();
        var path = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(path, $$"""
            daemon off; {{(Environment.IsPrivilegedProcess ? "user root;" : "")}} worker_processes auto; pid {{folder}}/nginx.pid; error_log stderr crit;
            events { worker_connections 4096; }
            http {
                access_log off; keepalive_requests 1000000000; client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi; uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
                upstream area { server 127.0.0.1:{{Upstream.Port}}; keepalive 256; keepalive_requests 1000000000; }
                server { listen 127.0.0.1:{{port}}; listen 127.0.0.1:{{http2}} http2; location / { {{location}} } }
            }
            """);
        return new Contender(php is null ? "nginx, bare proxy" : NginxFastCgi, await Child.StartAsync("nginx", ["-c", path], port), AddressOf(port), http2, folder);
    }

    /// <summary>Apache as bare proxy, or with the module and one of its two caches.</summary>
    public async Task<Contender> ApacheAsync(string? cache)
    {
        var (port, http2, folder) = NewPlace();
        var path = Path.Combine(folder, "apache.conf");
        string[] modules = ["mpm_event", "http2", "authn_core", "authz_core", "authz_user", "proxy", "proxy_http", .. cache is null ? [] : new[] { "auth_openidc" }];
        string[] rules = cache is null
            ? []
            :
            [
                $"OIDCProviderMetadataURL {Nats.MetadataUrl}", "OIDCClientID apache", $"OIDCClientSecret \"{Secret}\"", $"OIDCRedirectURI {new Uri(AddressOf(port), Vanity)}",
                $"OIDCCryptoPassphrase \"{Passphrase}\"", "OIDCRemoteUserClaim username", "OIDCResponseType code", "OIDCUserInfoSignedResponseAlg RS256",
                .. cache == "redis" ? ["OIDCCacheType redis", $"OIDCRedisCacheServer 127.0.0.1:{RedisPort}"] : new[] { "OIDCCacheType shm" },
                "<Location /members/>", "AuthType openid-connect", "Require claim trial:1", "Require claim trial:0", "</Location>",
            ];
        await File.WriteAllLinesAsync(path,
        [
            $"ServerRoot {folder}", $"ServerName http://localhost:{port}", $"PidFile {folder}/apache.pid", $"DefaultRuntimeDir {folder}", $"Mutex file:{folder}", "ErrorLog /dev/stderr", "LogLevel crit",
            .. Environment.IsPrivilegedProcess ? ["User www-data", "Group www-data"] : Array.Empty<string>(),
            .. modules.Select(module => $"LoadModule {module}_module {ApacheModules}/mod_{module}.so"),
            $"Listen 127.0.0.1:{port}", "KeepAlive On", "MaxKeepAliveRequests 0", "ThreadsPerChild 64", "ServerLimit 4", "MaxRequestWorkers 256",
            "ProxyPreserveHost On", $"ProxyPass / {Upstream} keepalive=On disablereuse=Off", "<Location />", "Require all granted", "</Location>", .. rules,
            $"Listen 127.0.0.1:{http2}", $"<VirtualHost 127.0.0.1:{http2}>", "Protocols h2c", $"ServerName http://localhost:{port}", "</VirtualHost>",
        ]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("777", 8));
        Register(AddressOf(port), "apache");
        var name = cache switch { null => "Apache, bare proxy", "redis" => ApacheRedis, _ => "Apache + module, shared memory" };
        var apache = new Contender(name, await Child.StartAsync("apache2", ["-DFOREGROUND", "-f", path], port), AddressOf(port), http2, folder);
        if (cache is not null) await apache.SignInAsync(MembersPage);
        return apache;
    }

    public async ValueTask DisposeAsync()
    {
        await Nats.DisposeAsync();
        await _redis.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private static (int Port, int Http2, string Folder) NewPlace() => (Child.FreePort(), Child.FreePort(), Directory.CreateTempSubdirectory("benchmark-").FullName);

    private static Uri AddressOf(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<Contender> StartGatewayAsync(bool redis, int sites, int operationsPort, PhpPool? php, Uri? origin)
    {
        var (port, http2, folder) = NewPlace();
        var file = new JsonObject
        {
            ["Listen"] = new JsonArray($"http://127.0.0.1:{port}"),
            ["Kestrel"] = new JsonObject { ["Endpoints"] = new JsonObject { ["Http2"] = new JsonObject { ["Url"] = $"http://127.0.0.1:{http2}", ["Protocols"] = "Http2" } } },
            ["Operations"] = $"http://127.0.0.1:{(operationsPort == 0 ? Child.FreePort() : operationsPort)}",
            ["Sites"] = new JsonObject(Enumerable.Range(0, sites).Select(site =>
                KeyValuePair.Create<string, JsonNode?>("s" + Text(site), Site(site == 0 ? origin ?? AddressOf(port) : new Uri($"http://s{site}.localhost:{port}"), php)))),
        };
        if (redis) file["Redis"] = $"127.0.0.1:{RedisPort}";
        var path = Path.Combine(folder, "gateway.json");
        await File.WriteAllTextAsync(path, file.ToJsonString());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Register(origin ?? AddressOf(port));
        var name = php is not null ? GatewayFastCgi : redis ? GatewayRedis : GatewayMemory;
        if (sites > 1) name = string.Create(CultureInfo.InvariantCulture, $"{name}, {sites:N0} sites");
        return new Contender(name, await Child.StartAsync("gateway", ["serve", "--config", path], port), AddressOf(port), http2, folder);
    }

    private void Register(Uri origin, string id = ClientId) =>
        Nats.Clients.Put(new NatsClient(id, Secret) { RedirectUris = [new Uri(origin, Vanity).AbsoluteUri] });

    private JsonObject Site(Uri origin, PhpPool? php) => new()
    {
        ["Origins"] = new JsonArray(origin.GetLeftPart(UriPartial.Authority)),
        ["RedirectUri"] = Vanity,
        ["Passphrase"] = new JsonArray(Passphrase),
        ["Provider"] = new JsonObject { ["MetadataUrl"] = Nats.MetadataUrl.AbsoluteUri, [nameof(ClientId)] = ClientId, ["ClientSecret"] = Secret, ["UserInfoSignedResponseAlg"] = "RS256" },
        [nameof(Upstream)] = php is null ? Upstream.AbsoluteUri : php.ForGateway(),
        ["Paths"] = new JsonObject { ["/"] = "all granted", ["/members/"] = new JsonObject { ["RequireAny"] = new JsonArray("claim trial:0", "claim trial:1") } },
    };
}
