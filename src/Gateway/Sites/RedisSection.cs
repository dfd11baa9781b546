using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Gateway.Sites;

/// <summary>
/// The setting <c>Redis</c>: addresses, then options, with commas between, as StackExchange.Redis writes them. Read strictly, and told
/// without quoting anything: what looks like a name may be the rest of a password with a comma in it.
/// </summary>
internal static class RedisSection
{
    private const string KeyPrefix = "keyPrefix";
    private const int LongestPrefix = 64;

    private static readonly string[] Words =
    [
        "user", "password", "ssl", "sslHost", "checkCertificateRevocation", "defaultDatabase", "serviceName", "sentinelUser", "sentinelPassword", "name", KeyPrefix,
    ];

    // What the library knows too, and what is not the operator's to choose: a member's request hangs on it.
    private static readonly string[] Ours =
    [
        "abortConnect", "allowAdmin", "asyncTimeout", "configChannel", "configCheckSeconds", "connectRetry", "connectTimeout", "keepAlive", "protocol", "proxy",
        "resolveDns", "responseTimeout", "setlib", "sslProtocols", "syncTimeout", "tiebreaker", "topologyRefreshSeconds", "tunnel", "version", "writeBuffer",
    ];

    /// <summary>Null when the setting is left out or at fault.</summary>
    public static RedisSettings? Read(string? written, Setting at)
    {
        if (written is null) return null;

        // Without a password it is no secret, and the file that holds it may be read.
        var text = TextSource.IsReference(written) || written.Contains("password", StringComparison.OrdinalIgnoreCase) ? at.Secret(written) : at.TextOrFile(written);
        if (text is null) return null;
        if (Parse(text, out var options, out var prefix) is { } fault)
        {
            at.Refuse(text, fault);
            return null;
        }

        if (!options.Ssl && !options.EndPoints.All(RedisAddress.IsLocal))
            at.Warn(text, "is plain tcp to another machine: whoever is on the way reads the password, and may end sessions. Write ssl=true.");
        return new RedisSettings(text, options, prefix);
    }

    private static string? Parse(string text, out ConfigurationOptions options, out string prefix)
    {
        (options, prefix) = (new ConfigurationOptions(), "");
        if (text.Contains("://", StringComparison.Ordinal) && !text[..text.IndexOf("://", StringComparison.Ordinal)].Contains('=', StringComparison.Ordinal))
            return "is a URL. Write host:port, then options with commas between: localhost:6379,user=gateway,password=…,ssl=true.";
        if (text.Any(char.IsControl)) return "holds a control character. Write it without.";

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var fault = equals < 0
                ? AddAddress(options, part, seen.Count > 0)
                : Apply(options, part[..equals].Trim(), part[(equals + 1)..].Trim(), seen, ref prefix);
            if (fault is not null) return fault;
        }

        if (options.EndPoints.Count == 0) return "names no server. Write host:port first: localhost:6379, or unix:/run/redis/redis.sock.";
        return options.EndPoints.Count > 1 && options.EndPoints.Any(address => address is UnixDomainSocketEndPoint)
            ? "names a socket and another server. Write one of them."
            : null;
    }

    private static string? AddAddress(ConfigurationOptions options, string part, bool afterOptions)
    {
        if (afterOptions) return "has an address after an option. Write addresses first. A password with a comma cannot be written here: choose one without.";
        if (RedisAddress.Parse(part) is not { } address) return "has an address that is none. Write host:port, [::1]:port or unix:/run/redis/redis.sock.";
        if (options.EndPoints.Contains(address)) return "names a server twice. Leave one out.";

        options.EndPoints.Add(address);
        return null;
    }

    private static string? Apply(ConfigurationOptions options, string word, string value, HashSet<string> seen, ref string prefix)
    {
        if (Words.FirstOrDefault(known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } name) return Unknown(word);
        if (!seen.Add(name)) return $"has the option {name} twice. Leave one out.";
        if (value.Length == 0) return $"has no value for {name}. Write one, or leave it out.";

        switch (name)
        {
            case "user": options.User = value; return null;
            case "password": options.Password = value; return null;
            case "sslHost": options.SslHost = value; return null;
            case "serviceName": options.ServiceName = value; return null;
            case "sentinelUser": options.SentinelUser = value; return null;
            case "sentinelPassword": options.SentinelPassword = value; return null;
            case "name": options.ClientName = value; return null;
            case "ssl": return Switch(value, name, on => options.Ssl = on);
            case "checkCertificateRevocation": return Switch(value, name, on => options.CheckCertificateRevocation = on);
            case "defaultDatabase":
                options.DefaultDatabase = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
                return options.DefaultDatabase < 0 ? "has no number of a database. Write defaultDatabase=0, 1, 2 …" : null;
            default:
                prefix = value;
                return value.Length > LongestPrefix || !value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ':' or '_' or '-' or '.')
                    ? $"has a {KeyPrefix} that is none. Write letters, digits, :, _, - and ., at most {LongestPrefix} of them."
                    : null;
        }
    }

    private static string? Switch(string value, string name, Action<bool> set)
    {
        if (!bool.TryParse(value, out var on)) return $"says neither true nor false for {name}. Write {name}=true, or leave it out.";

        set(on);
        return null;
    }

    private static string Unknown(string word)
    {
        if (word.Equals("channelPrefix", StringComparison.OrdinalIgnoreCase)) return $"has the option channelPrefix, which is about messages. Write {KeyPrefix}=… for what the keys begin with.";
        if (Ours.FirstOrDefault(known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } ours) return $"has the option {ours}, which is decided here. Leave it out.";
        return NearestName.Of(word, Words) is { } nearest
            ? $"has an unknown option. Did you mean {nearest}?"
            : $"has an unknown option. Here are known: {string.Join(", ", Words)}.";
    }
}
