namespace Gateway.Sites;

/// <summary>Addresses of the OP that the owner writes: as safe as those that its document may name, and all that is needed where there is no document.</summary>
internal static class ProviderEndpointSection
{
    private const string Never = "none";

    public static ProviderEndpoints Read(ProviderEndpointOptions? written, Setting at, bool allowHttp, bool hasDocument, bool hasKeys)
    {
        if (written is null) return ProviderEndpoints.None;

        var options = at.Known(written, ConfigurationJson.Default.ProviderEndpointOptions);
        return new ProviderEndpoints
        {
            Authorization = Needed(options.Authorization, at["Authorization"], allowHttp, hasDocument),
            Token = Needed(options.Token, at["Token"], allowHttp, hasDocument),
            Jwks = Needed(options.Jwks, at["Jwks"], allowHttp, hasDocument || hasKeys),
            UserInfo = Chosen(options.UserInfo, at["UserInfo"], allowHttp),
            EndSession = Chosen(options.EndSession, at["EndSession"], allowHttp),
            Revocation = Chosen(options.Revocation, at["Revocation"], allowHttp),
        };
    }

    /// <summary>An address of the OP, beyond reading along; null, and a fault, for anything else.</summary>
    public static Uri? Address(string text, Setting at, bool allowHttp)
    {
        if (at.Url(text) is not { } url) return null;
        if (url.Scheme == Uri.UriSchemeHttps || SettingUrls.IsThisMachine(url.Host)) return url;
        if (allowHttp)
        {
            at.Warn(text, "is plain http: anybody on the way can sign in as any member. Write https.");
            return url;
        }

        at.Refuse(text, "is plain http: anybody on the way could sign in as any member. Write https, or set Provider.AllowHttp to true.");
        return null;
    }

    private static Uri? Needed(string? written, Setting at, bool allowHttp, bool hasDocument)
    {
        if (at.Text(written) is { } text) return Address(text, at, allowHttp);

        if (written is null && !hasDocument) at.Missing("Write the address: without Provider.MetadataUrl nothing else says where it is.");
        return null;
    }

    private static ChosenEndpoint? Chosen(string? written, Setting at, bool allowHttp) => at.Text(written) switch
    {
        null => null,
        Never => new ChosenEndpoint(null),
        var text => new ChosenEndpoint(Address(text, at, allowHttp)),
    };
}
