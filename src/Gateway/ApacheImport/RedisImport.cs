namespace Gateway.ApacheImport;

/// <summary>The module's Redis, several directives, as one text of the whole file.</summary>
internal sealed class RedisImport(VirtualHost host, Draft file, Findings findings)
{
    public bool Apply(ApacheDirective directive, string comment)
    {
        if (directive.Is("OIDCCacheType") && directive.FirstWord != "redis")
        {
            findings.ChangedMeaning(directive, "sessions are kept in the memory of the process: a restart ends them. Redis outlives it.");
            return false;
        }

        if (host.Last("OIDCCacheType")?.FirstWord != "redis")
        {
            findings.Ignored(directive, "says nothing without OIDCCacheType redis.");
            return false;
        }

        if (host.Last("OIDCRedisCacheServer")?.FirstWord is not { } server) throw directive.Fault("needs OIDCRedisCacheServer beside it.");

        var parts = new List<string> { server };
        Add("user", "OIDCRedisCacheUsername", parts);
        Add("password", "OIDCRedisCachePassword", parts);
        Add("defaultDatabase", "OIDCRedisCacheDatabase", parts);
        if (parts.Exists(part => part.Contains(',', StringComparison.Ordinal)))
        {
            findings.NeedsDecision(directive, "holds a comma, which the setting Redis cannot: choose a password without.");
            return false;
        }

        var text = string.Join(',', parts);
        if (file.Settings.FirstOrDefault(one => one.Path == "Redis") is null) file.Set("Redis", file.Keep("redis", text), comment);
        else if (file.Secrets["gateway-redis"] != text) findings.NeedsDecision(directive, "names another Redis than the site before; one file has one.");
        return true;
    }

    private void Add(string option, string directive, List<string> parts)
    {
        if (host.Last(directive)?.FirstWord is { Length: > 0 } value) parts.Add($"{option}={value}");
    }
}
