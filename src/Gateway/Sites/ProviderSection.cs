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
        var clientId = at["ClientId"].Required(
            options.ClientId, "Write the client id that the provider gave you; with NATS the site id.");
        var secret = Secret(options, at["ClientSecret"]);
        var issuer = at["Issuer"].Text(options.Issuer);
        var algorithm = Algorithm(options.UserInfoSignedResponseAlg, at["UserInfoSignedResponseAlg"]);
        var idTokenAlgorithm = Algorithm(options.IdTokenSignedResponseAlg, at["IdTokenSignedResponseAlg"]);
        var iatSlack = at["IdTokenIatSlack"].Duration(options.IdTokenIatSlack, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        if (allowHttp && metadata is not null && (metadata.Scheme == Uri.UriSchemeHttps || SettingUrls.IsLoopback(metadata.Host)))
        {
            at["AllowHttp"].Warn("true", "lets the provider's document send members and tokens over plain http. Write false, or leave it out.");
        }

        if (options.ValidateCertificate == false)
        {
            at["ValidateCertificate"].Warn("false", "lets anybody on the way to the provider sign in as any member. Write true, or leave it out.");
        }

        return metadata is null || clientId is null || secret is null
            ? null
            : new ProviderSettings(metadata, clientId, secret, issuer, algorithm, allowHttp, options.ValidateCertificate ?? true)
            {
                IdTokenSignedResponseAlg = idTokenAlgorithm ?? "RS256",
                IdTokenIatSlack = iatSlack,
                PassCookies = CookieNameSection.Read(options.PassCookies, at["PassCookies"]),
                RequireUserInfoAudience = RequiresAudience(options, at["RequireUserInfoAudience"]),
            };
    }

    private static Uri? Metadata(ProviderOptions options, Setting at, bool allowHttp)
    {
        var text = at.Required(options.MetadataUrl, "Write the address of the provider's discovery document.");
        if (text is null || at.Url(text) is not { } url)
        {
            return null;
        }

        if (url.Scheme == Uri.UriSchemeHttps || SettingUrls.IsLoopback(url.Host))
        {
            return url;
        }

        if (allowHttp)
        {
            at.Warn(text, "is plain http: anybody on the way can sign in as any member. Write https.");
            return url;
        }

        at.Refuse(text, "is plain http: anybody on the way could sign in as any member. Write https, or set Provider.AllowHttp to true.");
        return null;
    }

    private static string? Secret(ProviderOptions options, Setting at)
    {
        if (options.ClientSecret is null)
        {
            at.Missing("Write the secret that the provider gave you, best as env:NAME or file:PATH.");
        }

        return at.Secret(options.ClientSecret);
    }

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
