namespace Gateway.Sites;

/// <summary>The OP: what it needs of us, and that nobody can read along.</summary>
internal static class ProviderSection
{
    // Asymmetric ones only: with HS256 whoever knows the client secret could write tokens.
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static ProviderSettings? Read(ProviderOptions? written, Setting at)
    {
        var options = at.Known(written, ConfigurationJson.Default.ProviderOptions);
        var allowHttp = options.AllowHttp ?? false;
        var metadata = Metadata(options, at["MetadataUrl"], allowHttp);
        var keys = VerificationKeySection.Read(options.VerificationKeys, at["VerificationKeys"]);
        var endpoints = ProviderEndpointSection.Read(options.Endpoints, at["Endpoints"], allowHttp, options.MetadataUrl is not null, options.VerificationKeys is not null);
        var transport = ProviderTransportSection.Read(options, at);
        var clientId = at["ClientId"].Required(
            options.ClientId, "Write the client id that the provider gave you; with NATS the site id.");
        var authentication = Authentication(options, at["ClientAuthentication"]);
        var secret = Secret(options, at["ClientSecret"], authentication);
        var issuer = at["Issuer"].Text(options.Issuer);
        if (options is { MetadataUrl: null, Endpoints: not null, Issuer: null })
        {
            at["Issuer"].Missing("Write the issuer: without Provider.MetadataUrl nothing else says whose tokens count.");
        }

        if (allowHttp && metadata is not null && (metadata.Scheme == Uri.UriSchemeHttps || SettingUrls.IsLoopback(metadata.Host)))
        {
            at["AllowHttp"].Warn("true", "lets the provider's document send members and tokens over plain http. Write false, or leave it out.");
        }

        if (options.ValidateCertificate == false)
        {
            at["ValidateCertificate"].Warn("false", "lets anybody on the way to the provider sign in as any member. Write true, or leave it out.");
        }

        var algorithm = Algorithm(options.UserInfoSignedResponseAlg, at["UserInfoSignedResponseAlg"]);
        var settings = new ProviderSettings(metadata, clientId ?? "", secret ?? "", issuer, algorithm, allowHttp, options.ValidateCertificate ?? true)
        {
            IdTokenSignedResponseAlg = Algorithm(options.IdTokenSignedResponseAlg, at["IdTokenSignedResponseAlg"]) ?? "RS256",
            IdTokenIatSlack = at["IdTokenIatSlack"].Duration(options.IdTokenIatSlack, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)),
            IdTokenAudiences = options.IdTokenAudiences is null ? [] : [.. at["IdTokenAudiences"].Each(options.IdTokenAudiences).Select(one => one.Text)],
            UserInfoByForm = at["UserInfoTokenMethod"].Choice(options.UserInfoTokenMethod, ("authz_header", false), ("post_param", true)),
            RequireUserInfoAudience = RequiresAudience(options, at["RequireUserInfoAudience"]),
            ClientAuthentication = authentication,
            Endpoints = endpoints,
            Transport = transport,
            VerificationKeys = keys,
            TokenParameters = ParameterSection.Token.Read(options.TokenParameters, at["TokenParameters"]),
            MetadataRefreshInterval = at["MetadataRefreshInterval"].Duration(options.MetadataRefreshInterval, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), TimeSpan.FromDays(365)),
            MetadataTimeout = Wait(options.MetadataTimeout, at["MetadataTimeout"]),
            CallTimeout = Wait(options.CallTimeout, at["CallTimeout"]),
            PassCookies = CookieNameSection.Read(options.PassCookies, at["PassCookies"]),
        };
        var hasAddress = metadata is not null || (options.MetadataUrl is null && issuer is not null && endpoints is { Authorization: not null, Token: not null } && (endpoints.Jwks is not null || keys.Count > 0));
        return !hasAddress || clientId is null || secret is null ? null : settings;
    }

    private static Uri? Metadata(ProviderOptions options, Setting at, bool allowHttp)
    {
        if (options is { MetadataUrl: null, Endpoints: not null })
        {
            return null;
        }

        return at.Required(options.MetadataUrl, "Write the address of the provider's discovery document.") is { } text
            ? ProviderEndpointSection.Address(text, at, allowHttp)
            : null;
    }

    private static ClientAuthenticationMethod Authentication(ProviderOptions options, Setting at)
    {
        var method = at.Choice(
            options.ClientAuthentication,
            ("client_secret_basic", ClientAuthenticationMethod.Basic),
            ("client_secret_post", ClientAuthenticationMethod.Post),
            ("client_secret_jwt", ClientAuthenticationMethod.Jwt),
            ("none", ClientAuthenticationMethod.None),
            ("tls_client_auth", ClientAuthenticationMethod.Certificate),
            ("self_signed_tls_client_auth", ClientAuthenticationMethod.Certificate));
        if (method == ClientAuthenticationMethod.Certificate && options.ClientCertificate is null)
        {
            at.Refuse(options.ClientAuthentication, "needs a certificate. Name it in Provider.ClientCertificate.");
        }

        return method;
    }

    // Where none is needed it is empty, and never sent.
    private static string? Secret(ProviderOptions options, Setting at, ClientAuthenticationMethod method)
    {
        if (method is ClientAuthenticationMethod.None or ClientAuthenticationMethod.Certificate)
        {
            if (options.ClientSecret is not null)
            {
                at.Warn(options.ClientSecret, $"is never sent with {options.ClientAuthentication}. Leave it out.");
            }

            return "";
        }

        if (options.ClientSecret is null)
        {
            at.Missing("Write the secret that the provider gave you, best as env:NAME or file:PATH.");
        }

        return at.Secret(options.ClientSecret);
    }

    private static TimeSpan? Wait(string? written, Setting at) =>
        written is null ? null : at.Duration(written, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    private static bool RequiresAudience(ProviderOptions options, Setting at)
    {
        var required = options.RequireUserInfoAudience ?? false;
        if (required && options.UserInfoSignedResponseAlg is null)
        {
            at.Refuse("true", "needs Provider.UserInfoSignedResponseAlg: plain userinfo names no audience. Set that, or leave this out.");
        }

        return required;
    }

    private static string? Algorithm(string? written, Setting at)
    {
        var text = at.Text(written);
        if (text is not null && !Algorithms.Contains(text))
        {
            at.Refuse(text, $"is no algorithm that we accept. Write one of {string.Join(", ", Algorithms)}.");
        }

        return text;
    }
}
