using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Sites;

namespace Gateway.Provider;

/// <summary>
/// What the OP says of itself, judged before anything is believed: the issuer as configured, every endpoint absolute and https (http
/// only for loopback or with <c>Provider.AllowHttp</c>). OpenID Connect Discovery 1.0, section 4.3. What the owner has written of it wins.
/// </summary>
internal sealed record ProviderMetadata
{
    public required string Issuer { get; init; }
    public required Uri AuthorizationEndpoint { get; init; }
    public required Uri TokenEndpoint { get; init; }

    /// <summary>Null where the owner has all keys by himself.</summary>
    public required Uri? JwksUri { get; init; }

    public Uri? UserInfoEndpoint { get; init; }
    public Uri? EndSessionEndpoint { get; init; }
    public Uri? RevocationEndpoint { get; init; }

    /// <summary>The OP promised an <c>iss</c> in every authorization response (RFC 9207, section 3).</summary>
    public bool SendsIssuer { get; init; }

    public static bool TryParse(ReadOnlyMemory<byte> document, ProviderSettings settings, out ProviderMetadata? metadata, out string fault)
    {
        metadata = null;
        if (!ClaimSet.TryParse(document, out var json, out fault))
        {
            fault = "it " + fault;
            return false;
        }

        var reader = new Fields(json, settings.AllowHttp, showsCertificate: settings.Transport?.Certificate is not null);
        var (issuer, written) = (reader.Issuer(settings), settings.Endpoints);
        var read = issuer is null ? null : new ProviderMetadata
        {
            Issuer = issuer,
            AuthorizationEndpoint = written.Authorization ?? reader.Required("authorization_endpoint"),
            TokenEndpoint = written.Token ?? reader.Alias("token_endpoint") ?? reader.Required("token_endpoint"),
            JwksUri = written.Jwks ?? reader.Required("jwks_uri"),
            UserInfoEndpoint = written.UserInfo is { } userInfo ? userInfo.Address : reader.Alias("userinfo_endpoint") ?? reader.Optional("userinfo_endpoint"),
            EndSessionEndpoint = written.EndSession is { } endSession ? endSession.Address : reader.Optional("end_session_endpoint"),
            RevocationEndpoint = written.Revocation is { } revocation ? revocation.Address : reader.Alias("revocation_endpoint") ?? reader.Optional("revocation_endpoint"),
            SendsIssuer = json.TryGetProperty("authorization_response_iss_parameter_supported", out var iss) && iss.ValueKind == JsonValueKind.True,
        };
        fault = string.Join("; ", reader.Faults);
        if (reader.Faults.Count > 0) return false;

        metadata = read;
        return true;
    }

    /// <summary>An OP without a document: what the owner has written, which his settings hold whole.</summary>
    public static ProviderMetadata Of(ProviderSettings settings) => settings is { Issuer: { } issuer, Endpoints: { Authorization: { } login, Token: { } token } written }
        ? new ProviderMetadata
        {
            Issuer = issuer,
            AuthorizationEndpoint = login,
            TokenEndpoint = token,
            JwksUri = written.Jwks,
            UserInfoEndpoint = written.UserInfo?.Address,
            EndSessionEndpoint = written.EndSession?.Address,
            RevocationEndpoint = written.Revocation?.Address,
        }
        : throw new InvalidOperationException("An OP without a document and without its addresses.");

    // Whoever answers there reads a member's browser, or the client secret and members' tokens, or says which tokens are good.
    private (string Name, Uri? Address)[] Addresses =>
    [
        ("jwks_uri", JwksUri), ("authorization_endpoint", AuthorizationEndpoint), ("token_endpoint", TokenEndpoint),
        ("userinfo_endpoint", UserInfoEndpoint), ("end_session_endpoint", EndSessionEndpoint), ("revocation_endpoint", RevocationEndpoint),
    ];

    /// <summary>In what a later document is about another OP or sends us to another place, or null. What is new may lie where something was.</summary>
    public string? MoveTo(ProviderMetadata later)
    {
        if (later.Issuer != Issuer) return $"issuer changed from \"{Issuer}\" to \"{later.Issuer}\"";

        var known = Addresses.Select(one => PlaceOf(one.Address)).ToHashSet();
        foreach (var ((name, was), (_, now)) in Addresses.Zip(later.Addresses))
        {
            if (now is null || (was is null ? known.Contains(PlaceOf(now)) : PlaceOf(now) == PlaceOf(was))) continue;
            return was is null ? $"{name} is new, at \"{now}\", where nothing of the OP's was" : $"{name} moved from \"{was}\" to \"{now}\"";
        }

        return null;
    }

    private static string? PlaceOf(Uri? address) => address?.GetLeftPart(UriPartial.Authority);

    private sealed class Fields(JsonElement json, bool allowHttp, bool showsCertificate)
    {
        private const string Aliases = "mtls_endpoint_aliases";

        private static readonly Uri Nowhere = new("https://invalid/");

        /// <summary>Every field at fault, with its value.</summary>
        public List<string> Faults { get; } = [];

        public string? Issuer(ProviderSettings settings)
        {
            if (!json.TryGetProperty("issuer", out var value) || value.ValueKind != JsonValueKind.String)
            {
                Faults.Add("issuer is missing");
                return null;
            }

            var issuer = value.GetString()!;
            var expected = settings.Issuer;
            if (expected is not null && issuer != expected)
                Faults.Add($"issuer is \"{Excerpt.Of(issuer)}\", configured is \"{expected}\" (Provider.Issuer)");
            else if (expected is null && !SharesOrigin(issuer, settings.Address))
                Faults.Add($"issuer \"{Excerpt.Of(issuer)}\" is not on the origin of \"{settings.Address}\"; if that is right, write it as Provider.Issuer");
            return issuer;
        }

        public Uri Required(string name)
        {
            if (Optional(name) is { } uri) return uri;
            if (!json.TryGetProperty(name, out _)) Faults.Add($"{name} is missing");
            return Nowhere;
        }

        public Uri? Optional(string name) => json.TryGetProperty(name, out var value) ? Read(name, value) : null;

        /// <summary>Where the OP wants to be called by clients that show a certificate (RFC 8705, section 5).</summary>
        public Uri? Alias(string name) =>
            showsCertificate && json.TryGetProperty(Aliases, out var aliases) && aliases.ValueKind == JsonValueKind.Object && aliases.TryGetProperty(name, out var value)
                ? Read($"{Aliases}.{name}", value)
                : null;

        private Uri? Read(string name, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && TryUrl(text, out var uri))
            {
                if (FaultOf(uri) is not { } fault) return uri;
                Faults.Add($"{name} is \"{Excerpt.Of(text)}\", {fault}");
            }
            else
            {
                Faults.Add($"{name} is {Excerpt.Of(value.GetRawText())}, no absolute https URL");
            }

            return null;
        }

        private static bool TryUrl(string text, [NotNullWhen(true)] out Uri? uri) =>
            Uri.TryCreate(text, UriKind.Absolute, out uri)
            && !text.Contains('\\', StringComparison.Ordinal) && text.StartsWith(uri.Scheme + "://", StringComparison.OrdinalIgnoreCase)
            && uri.UserInfo.Length == 0 && uri.Host.Length > 0 && uri.Fragment.Length == 0
            && !uri.DnsSafeHost.Contains('%', StringComparison.Ordinal);   // the zone of an address, which each reader writes in its own way

        private string? FaultOf(Uri uri)
        {
            if (IsLinkLocal(uri)) return "a link-local address, where no OP lives";
            if (uri.Scheme == Uri.UriSchemeHttps) return null;
            if (uri.Scheme != Uri.UriSchemeHttp) return "no absolute https URL";
            return allowHttp || SettingUrls.IsThisMachine(uri.Host) ? null : "plain http, which needs Provider.AllowHttp";
        }

        private static bool SharesOrigin(string issuer, Uri metadata) =>
            Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
            && Uri.Compare(uri, metadata, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

        // 169.254.0.0/16 and fe80::/10 are where clouds keep their secrets.
        private static bool IsLinkLocal(Uri uri) =>
            IPAddress.TryParse(uri.Host.Trim('[', ']').TrimEnd('.'), out var address)
            && (address.IsIPv6LinkLocal || (address.MapToIPv4() is var v4 && (address.IsIPv4MappedToIPv6 || address.AddressFamily == AddressFamily.InterNetwork)
                && v4.GetAddressBytes() is [169, 254, _, _]));
    }
}
