using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>
/// The one meter. Tags are configured site names and rules, OPs as configured, and fixed words only, never anything that a browser or an
/// OP sent: the number of series is known when the configuration is.
/// </summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Gateway";

    private static readonly InstrumentAdvice<double> StoreTimes = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] };
    private static readonly InstrumentAdvice<double> CallTimes = new() { HistogramBucketBoundaries = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _denials;
    private readonly Counter<long> _cookiesDropped;
    private readonly Counter<long> _cacheControlsChanged;
    private readonly Counter<long> _variablesDropped;
    private readonly Counter<long> _loginsStarted;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _sessionsCreated;
    private readonly Counter<long> _sessionsEnded;
    private readonly Histogram<double> _storeCalls;
    private readonly Counter<long> _storeFailures;
    private readonly Histogram<double> _providerCalls;
    private readonly Counter<long> _reloads;
    private readonly Counter<long> _linesLost;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateCounter<long>("gateway.requests", "{request}", "Requests answered, by site and class of status.");
        _refusals = _meter.CreateCounter<long>("gateway.refusals", "{request}", "Requests answered by Gateway with a refusal, by reason.");
        _denials = _meter.CreateCounter<long>("gateway.denials", "{request}", "Requests that a path rule refused, by rule and reason.");
        _cookiesDropped = _meter.CreateCounter<long>("gateway.upstream.cookies_dropped", "{cookie}", "Set-Cookie lines of the upstream that named a cookie of ours.");
        _cacheControlsChanged = _meter.CreateCounter<long>("gateway.upstream.cache_controls_changed", "{response}", "Answers behind a rule that the upstream had marked public.");
        _variablesDropped = _meter.CreateCounter<long>("gateway.identity.variables_dropped", "{variable}", "Claims that were not handed to PHP, by reason.");
        _loginsStarted = _meter.CreateCounter<long>("gateway.logins.started", "{login}", "Browsers sent to the OP to sign in.");
        _logins = _meter.CreateCounter<long>("gateway.logins", "{login}", "Logins that came back from the OP, by outcome: signed_in or the reason of the refusal.");
        _refreshes = _meter.CreateCounter<long>("gateway.refreshes", "{refresh}", "Token refreshes, by outcome.");
        _sessionsCreated = _meter.CreateCounter<long>("gateway.sessions.created", "{session}", "Sessions made.");
        _sessionsEnded = _meter.CreateCounter<long>("gateway.sessions.ended", "{session}", "Sessions ended before their time, by cause; those that ran out are not seen.");
        _storeCalls = _meter.CreateHistogram("gateway.store.duration", "s", "Calls to the session store, by operation.", tags: null, StoreTimes);
        _storeFailures = _meter.CreateCounter<long>("gateway.store.failures", "{call}", "Calls that the session store did not answer, by operation.");
        _providerCalls = _meter.CreateHistogram("gateway.provider.duration", "s", "Calls to an OP until it began to answer, by what was asked and outcome.", tags: null, CallTimes);
        _reloads = _meter.CreateCounter<long>("gateway.reloads", "{reload}", "Reloads of the configuration, by outcome.");
        _linesLost = _meter.CreateCounter<long>("gateway.access_log.lines_lost", "{line}", "Lines of the access log that could not be written.");
    }

    public void Answered(string? site, int status) => _requests.Add(1, Site(site), new("status", StatusClass(status)));

    public void Refused(string? site, string reason) => _refusals.Add(1, Site(site), new("reason", reason));

    public void Denied(string site, string rule, string reason) => _denials.Add(1, Site(site), new("rule", rule), new("reason", reason));

    public void CookiesDropped(string site, int lines) => _cookiesDropped.Add(lines, Site(site));

    public void CacheControlChanged(string site) => _cacheControlsChanged.Add(1, Site(site));

    public void VariableDropped(string site, string reason) => _variablesDropped.Add(1, Site(site), new("reason", reason));

    public void LoginStarted(string site) => _loginsStarted.Add(1, Site(site));

    public void LoggedIn(string site) => _logins.Add(1, Site(site), new("outcome", "signed_in"));

    public void LoginFailed(string site, string reason) => _logins.Add(1, Site(site), new("outcome", reason));

    public void Refreshed(string site, string outcome) => _refreshes.Add(1, Site(site), new("outcome", outcome));

    public void SessionCreated(string site) => _sessionsCreated.Add(1, Site(site));

    public void SessionEnded(string site, string cause) => _sessionsEnded.Add(1, Site(site), new("cause", cause));

    public void StoreCalled(string operation, TimeSpan took) => _storeCalls.Record(took.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));

    public void StoreFailed(string operation) => _storeFailures.Add(1, new KeyValuePair<string, object?>("operation", operation));

    public void ProviderCalled(string op, string endpoint, string outcome, TimeSpan took) =>
        _providerCalls.Record(took.TotalSeconds, Op(op), new("endpoint", endpoint), new("outcome", outcome));

    public void Reloaded(string outcome) => _reloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void LinesLost(int lines) => _linesLost.Add(lines);

    /// <summary>Whether each OP's metadata is known and whether it is being left alone, looked up when somebody asks.</summary>
    public void ObserveProviders(Func<IEnumerable<(string Op, bool Known, bool LeftAlone)>> states)
    {
        _meter.CreateObservableGauge("gateway.provider.known", () => states().Select(state => new Measurement<int>(state.Known ? 1 : 0, Op(state.Op))), "{provider}",
            "1 where the OP's metadata and keys are known.");
        _meter.CreateObservableGauge("gateway.provider.breaker_open", () => states().Select(state => new Measurement<int>(state.LeftAlone ? 1 : 0, Op(state.Op))), "{provider}",
            "1 while the OP is left alone after repeated failures.");
    }

    private static KeyValuePair<string, object?> Site(string? site) => new("site", site ?? "");

    private static KeyValuePair<string, object?> Op(string op) => new("op", op);

    private static string StatusClass(int status) => status switch
    {
        < 200 => "1xx",
        < 300 => "2xx",
        < 400 => "3xx",
        < 500 => "4xx",
        _ => "5xx",
    };
}
