using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>
/// The one meter. Tags are configured site names and fixed reasons only, never anything that a browser or the OP sent.
/// </summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Gateway";

    private readonly Counter<long> _refusals;
    private readonly Counter<long> _cookiesDropped;
    private readonly Counter<long> _cacheControlsChanged;
    private readonly Counter<long> _variablesDropped;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _refreshes;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _refusals = meter.CreateCounter<long>("gateway.refusals", "{request}", "Requests answered by Gateway with a refusal, by reason.");
        _cookiesDropped = meter.CreateCounter<long>("gateway.upstream.cookies_dropped", "{cookie}", "Set-Cookie lines of the upstream that named a cookie of ours.");
        _cacheControlsChanged = meter.CreateCounter<long>("gateway.upstream.cache_controls_changed", "{response}", "Answers behind a rule that the upstream had marked public.");
        _variablesDropped = meter.CreateCounter<long>("gateway.identity.variables_dropped", "{variable}", "Claims that were not handed to PHP, by reason.");
        _logins = meter.CreateCounter<long>("gateway.logins", "{login}", "Logins, by outcome.");
        _refreshes = meter.CreateCounter<long>("gateway.refreshes", "{refresh}", "Token refreshes, by outcome.");
    }

    public void Refused(string? site, string reason) => _refusals.Add(1, Site(site), new("reason", reason));

    public void CookiesDropped(string site, int lines) => _cookiesDropped.Add(lines, Site(site));

    public void CacheControlChanged(string site) => _cacheControlsChanged.Add(1, Site(site));

    public void VariableDropped(string site, string reason) => _variablesDropped.Add(1, Site(site), new("reason", reason));

    public void LoggedIn(string site) => _logins.Add(1, Site(site), new("outcome", "signed_in"));

    public void LoginFailed(string site) => _logins.Add(1, Site(site), new("outcome", "refused"));

    public void Refreshed(string site, string outcome) => _refreshes.Add(1, Site(site), new("outcome", outcome));

    private static KeyValuePair<string, object?> Site(string? site) => new("site", site ?? "");
}
