namespace Gateway.ApacheImport;

/// <summary>Directives about the session cookie.</summary>
internal sealed class CookieImport(VirtualHost host, Draft draft, Findings findings)
{
    private const string Persistent = ":persistent";

    // The module binds a session to the domain; here it belongs to the site, so the domain is of use among its own addresses alone.
    public bool Domain(DirectiveRow row, ApacheDirective directive, string comment)
    {
        if (host.Names.Count < 2)
        {
            findings.Ignored(directive, "is left out: the site has one address, and its cookie is for that alone. Sessions are not shared with other sites.");
            return false;
        }

        draft.SetText(row.Setting!, directive.FirstWord.TrimStart('.'), comment);   // chosen by its setting
        findings.ChangedMeaning(directive, "one login for all addresses of this site; sessions are not shared with other sites.");
        return true;
    }

    // The module's cookie has no prefix, so that nothing is lost by it there.
    public bool Path(DirectiveRow row, ApacheDirective directive, string comment)
    {
        draft.SetText(row.Setting!, directive.FirstWord, comment);   // chosen by its setting
        if (directive.FirstWord != "/")
            findings.ChangedMeaning(directive, "on https the cookie has the prefix __Secure- instead of __Host-, so another host of the same domain can set one of that name. Leave it out, and OIDCCookieDomain with it, if the cookie may go to all of this host and to no other.");
        return true;
    }

    public bool SessionType(DirectiveRow row, ApacheDirective directive, string comment)
    {
        var word = directive.FirstWord;
        if (word.StartsWith("client-cookie", StringComparison.Ordinal)) findings.ChangedMeaning(directive, "sessions in cookies are not built: they are kept in memory or in Redis, and the cookie holds a random name alone.");
        if (word.Contains(Persistent, StringComparison.Ordinal))
        {
            draft.Set(row.Setting!, "true", comment);   // chosen by its setting
            return true;
        }

        if (word == "server-cache") findings.Ignored(directive, "says what holds anyway.");
        return false;
    }
}
