using Gateway.Sites;

namespace Gateway.ApacheImport;

/// <summary>Directives about the OP whose words mean something else in our settings.</summary>
internal sealed class ProviderImport(VirtualHost host, Draft draft, Findings findings)
{
    private static readonly string[] Methods = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "none", "tls_client_auth", "self_signed_tls_client_auth"];

    private readonly CertificateImport _certificates = new(host, draft, findings);

    /// <summary>Whether it was taken over; null: it is no directive of these.</summary>
    public bool? Apply(DirectiveRow row, ApacheDirective directive, string comment) => row.Name switch
    {
        "OIDCProviderUserInfoEndpoint" or "OIDCProviderEndSessionEndpoint" or "OIDCProviderRevocationEndpoint" => Endpoint(row, directive, comment),
        "OIDCProviderTokenEndpointAuth" => Authentication(row, directive, comment),
        "OIDCProviderTokenEndpointParams" => Parameters(row, directive, comment, ParameterSection.Token),
        "OIDCAuthRequestParams" => Parameters(row, directive, comment, ParameterSection.Login),
        "OIDCLogoutRequestParams" => Parameters(row, directive, comment, ParameterSection.Logout),
        "OIDCProviderMetadataRefreshInterval" or "OIDCJWKSRefreshInterval" => RefreshInterval(row, directive, comment),
        "OIDCHTTPTimeoutLong" or "OIDCHTTPTimeoutShort" => Wait(row, directive, comment),
        "OIDCOutgoingProxy" => Proxy(directive, comment),
        "OIDCCABundlePath" => _certificates.Authorities(row, directive, comment),
        "OIDCProviderVerifyCertFiles" => _certificates.Keys(row, directive, comment),
        "OIDCClientTokenEndpointCert" => _certificates.Client(row, directive, comment),
        "OIDCClientTokenEndpointKey" or "OIDCClientTokenEndpointKeyPassword" => _certificates.Beside(directive),
        "OIDCProviderAuthRequestMethod" => Method(row, directive, comment),
        "OIDCIDTokenAudValues" => Audiences(row, directive, comment),
        "OIDCValidateIssuer" => ValidateIssuer(directive),
        _ => null,
    };

    // Empty is the module's word for: never.
    private bool Endpoint(DirectiveRow row, ApacheDirective directive, string comment) =>
        Set(row, Draft.Quoted(directive.FirstWord.Length == 0 ? "none" : directive.FirstWord), comment);

    private bool Authentication(DirectiveRow row, ApacheDirective directive, string comment)
    {
        if (Methods.Contains(directive.FirstWord)) return Set(row, Draft.Quoted(directive.FirstWord), comment);

        findings.NeedsDecision(directive, $"{directive.FirstWord} needs keys of our own, and high-assurance profiles are not built: client_secret_basic is used. Agree on that with NATS.");
        return false;
    }

    private bool Parameters(DirectiveRow row, ApacheDirective directive, string comment, ParameterSection section) =>
        Set(row, ParameterText.Json(directive, section, findings), comment);

    // One interval here for document and keys: the shorter one.
    private bool RefreshInterval(DirectiveRow row, ApacheDirective directive, string comment)
    {
        var other = host.Last(directive.Is("OIDCJWKSRefreshInterval") ? "OIDCProviderMetadataRefreshInterval" : "OIDCJWKSRefreshInterval");
        var (own, others) = (Interval(directive), other is null ? int.MaxValue : Interval(other));
        if (other is not null) findings.ChangedMeaning(directive, "metadata and keys are read together, at the shorter of their two intervals.");
        return own > others || Set(row, Draft.Quoted($"{own}s"), comment);
    }

    // 0 is a day, as long as the module has it where nothing is said.
    private static int Interval(ApacheDirective directive) => Seconds(directive) is var seconds && seconds == 0 ? 86400 : Math.Clamp(seconds, 30, 31536000);

    private bool Wait(DirectiveRow row, ApacheDirective directive, string comment)
    {
        var seconds = Seconds(directive);
        if (seconds is < 1 or > 60) findings.ChangedMeaning(directive, "waits are 1 to 60 seconds.");
        if (directive.Words.Count > 1) findings.ChangedMeaning(directive, "its further words are left out: a connection has 3 seconds, and a broken read is tried once more.");
        return Set(row, Draft.Quoted($"{Math.Clamp(seconds, 1, 60)}s"), comment);
    }

    private static int Seconds(ApacheDirective directive) =>
        int.TryParse(directive.FirstWord, out var seconds) && seconds >= 0 ? seconds : throw directive.Fault("is no number of seconds.");

    private bool Proxy(ApacheDirective directive, string comment)
    {
        var address = directive.FirstWord.Contains("://", StringComparison.Ordinal) ? directive.FirstWord : "http://" + directive.FirstWord;
        draft.SetText("Provider.Proxy.Address", address, comment);
        if (directive.Words.Count < 2) return true;

        var colon = directive.Words[1].IndexOf(':', StringComparison.Ordinal);
        draft.SetText("Provider.Proxy.User", colon < 0 ? directive.Words[1] : directive.Words[1][..colon], comment);
        if (colon >= 0) draft.Set("Provider.Proxy.Password", draft.Keep("proxy-password", directive.Words[1][(colon + 1)..]), comment);
        if (directive.Words.Count > 2) findings.Ignored(directive, $"{directive.Words[2]} is left out: the proxy says itself what it takes.");
        return true;
    }

    private bool Method(DirectiveRow row, ApacheDirective directive, string comment)
    {
        if (directive.FirstWord is "GET" or "POST") return Set(row, Draft.Quoted(directive.FirstWord), comment);

        findings.Ignored(directive, $"{directive.FirstWord} is left out, with high-assurance profiles: the browser is sent by a redirect.");
        return false;
    }

    private bool Audiences(DirectiveRow row, ApacheDirective directive, string comment) =>
        Set(row, Draft.List(directive.Words.Select(word => word == "@" ? host.Last("OIDCClientID")?.FirstWord ?? word : word).Distinct()), comment);

    private bool ValidateIssuer(ApacheDirective directive)
    {
        if (directive.FirstWord.ToUpperInvariant() is "ON" or "TRUE" or "YES" or "1") findings.Ignored(directive, "says what holds anyway.");
        else findings.NeedsDecision(directive, "the issuer of an id token is always compared. Where NATS calls itself otherwise than in its metadata, write its name into Provider.Issuer and its addresses into Provider.Endpoints, in place of Provider.MetadataUrl.");
        return false;
    }

    private bool Set(DirectiveRow row, string json, string comment)
    {
        draft.Set(row.Setting!, json, comment);   // chosen by its setting
        return true;
    }
}
