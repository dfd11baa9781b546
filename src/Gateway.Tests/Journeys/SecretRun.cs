using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A Gateway as it is served, asked to log everything, with all that it puts out kept: lines, pages that say no, the access log, health and
/// metrics. And every secret of the run.
/// </summary>
internal sealed class SecretRun : IAsyncDisposable
{
    public const string RedisPassword = "password-of-the-redis-of-this-test";
    public const string Passphrase = "a passphrase of the tests, long enough";
    public const string ScriptOrigin = "https://b.example";

    private const string ScriptPassphrase = "another passphrase of the tests, long enough";

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-secrets-").FullName;
    private readonly List<string> _pages = [];
    private readonly ConcurrentQueue<string> _traces = new();
    private readonly ActivityListener _tracing;
    private readonly ScriptedFastCgi _php = ScriptedFastCgi.Start();
    private readonly PhpArea _scripts = new();
    private RedisServer? _redis;
    private GatewayHost? _gateway;
    private BrokenStore? _store;

    private SecretRun()
    {
        _tracing = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _traces.Enqueue($"{activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(one => one.Tags)).Concat(activity.Baggage.Select(one => KeyValuePair.Create(one.Key, (object?)one.Value))))}"),
        };
        ActivitySource.AddActivityListener(_tracing);
        _scripts.Text("/members/index.php", "never read");
        _php.Answer = ComplainAsync;
    }

    public GatewayHost Gateway => _gateway!;   // set by StartAsync

    public RedisServer Server => _redis!;   // set by StartAsync

    public Secrets Secrets { get; } = new();

    public BrokenStore Store => _store!;   // set by StartAsync

    private string LogFile => Path.Combine(_folder, "access.log");

    public static async Task<SecretRun> StartAsync()
    {
        var run = new SecretRun { _redis = await RedisServer.StartAsync("--requirepass", RedisPassword) };
        run._gateway = await GatewayHost.StartAsync(
            site =>
            {
                site["Info"] = new JsonArray("access_token", "id_token_hint", "userinfo", "session");
                site["Logout"] = new JsonObject { ["BackChannel"] = true };
                site["UpstreamSecret"] = UpstreamFiles.Secret;
            },
            file =>
            {
                run.AddScripts(Some.SiteBeside(file));
                file["AccessLog"] = run.LogFile;
                file["Redis"] = $"{run.Server.Address},password={RedisPassword}";
            },
            services =>
            {
                services.Configure<LoggerFilterOptions>(filters => filters.MinLevel = LogLevel.Trace);
                TakeOut.Store(store => run._store = new BrokenStore(store))(services);
            },
            options => options with { Clients = [.. options.Clients.Select(Some.ClientOfBoth)] });
        run.Secrets.Add("client secret", GatewayHost.ClientSecret);
        run.Secrets.Add("passphrase", Passphrase);
        run.Secrets.Add("passphrase", ScriptPassphrase);
        run.Secrets.Add("upstream secret", UpstreamFiles.Secret);
        run.Secrets.Add("Redis password", RedisPassword);
        return run;
    }

    /// <summary>One request by this browser, of which everything secret is noted; the answer must have this status.</summary>
    public async Task<Answer> AskAsync(Browser browser, string target, int status, params (string Name, string Value)[] headers)
    {
        Secrets.AddAddress(target);
        var answer = await browser.GetAsync(target, headers);
        Note(browser, answer);
        Assert.True(answer.Status == status, $"{target}: {answer.Status} instead of {status}: {answer.Text}");
        return answer;
    }

    /// <summary>A login of a new browser up to the OP's answer, whose callback is then asked for.</summary>
    public async Task<Browser> CallBackAsync(int status, Func<string, string>? change = null, string member = "alice")
    {
        var browser = Gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync(member);
        Secrets.AddAddress(callback);
        Note(browser, null);
        await AskAsync(browser, change?.Invoke(callback) ?? callback, status);
        return browser;
    }

    public void Note(Browser browser, Answer? answer)
    {
        Secrets.AddCookies(browser);
        Secrets.AddCalls(Gateway.Nats);
        Secrets.AddAddress(answer?.Location?.OriginalString);
        if (answer?.Status >= 400) _pages.Add(answer.Text + string.Join('\n', answer.Headers.SelectMany(header => header.Value, (header, value) => $"{header.Key}: {value}")));
    }

    /// <summary>All that came out, by where it came out. Ends the Gateway, so that everything is written.</summary>
    public async Task<IReadOnlyList<(string Where, string Text)>> EndAsync()
    {
        var (ready, metrics) = (await Gateway.Operations.AskAsync("/health/ready"), await Gateway.Operations.AskAsync("/metrics"));
        Secrets.AddCalls(Gateway.Nats);
        Secrets.AddProofs(Gateway.Area);
        await Gateway.DisposeAsync();
        return
        [
            ("the log", string.Join('\n', Gateway.Log.All.Select(line => $"{line.Category} {line.Text}"))),
            ("an error page", string.Join('\n', _pages)),
            ("the access log", await File.ReadAllTextAsync(LogFile, TestContext.Current.CancellationToken)),
            ("health", ready.Text),
            ("metrics", metrics.Text),
            ("a trace", string.Join('\n', _traces)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _tracing.Dispose();
        Directory.Delete(_folder, recursive: true);
        await _php.DisposeAsync();
        _scripts.Dispose();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    private void AddScripts(JsonObject site)
    {
        site["Origins"] = new JsonArray(ScriptOrigin);
        site["Passphrase"] = ScriptPassphrase;
        site["Upstream"] = new JsonObject { ["FastCgi"] = _php.Address, ["Root"] = _scripts.Root };
        site.Remove("UpstreamSecret");
    }

    // A script that writes down whatever it should not.
    private static async Task ComplainAsync(FastCgiTalk talk)
    {
        if (!await talk.ReadAllAsync()) return;
        await talk.ErrorAsync($"token={talk["OIDC_access_token"]} cookie={talk["HTTP_COOKIE"]} authorization={talk["HTTP_AUTHORIZATION"]}\n");
        await talk.OutAsync("Content-Type: text/html\r\n\r\npage");
        await talk.EndAsync();
    }
}
