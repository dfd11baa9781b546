using System.Globalization;
using System.Text.Json;
using Gateway.FastCgi;

namespace Gateway.Sites;

/// <summary>A FastCGI application as upstream: where it listens, how much it is given at once; its folder is <see cref="FolderSection"/>.</summary>
internal static class FastCgiSection
{
    private const string Example = "Write unix:/run/php/php-fpm.sock or 127.0.0.1:9000.";

    // php-fpm reads each record by itself and wants a whole variable in it.
    private const int LongestForPhp = 65_000;

    public static FastCgiUpstream? Read(JsonElement written, Setting at, TimeoutSettings timeouts)
    {
        var options = at.Known(Typed(written, at), ConfigurationJson.Default.FastCgiOptions);
        var addresses = Addresses(options.FastCgi, at["FastCgi"]);
        var tree = FolderSection.Read(options, at);
        var pool = Pool(options, at);
        var spool = at["Spool"].Size(options.Spool, 1L << 30, 1L << 40);
        var environment = Environment(options.Environment, at["Environment"]);
        if (addresses.Count == 0 || tree is null)
        {
            return null;
        }

        return new FastCgiUpstream(new FastCgiApplication
        {
            Name = at.Site ?? "",
            Addresses = addresses,
            Scripts = new ScriptMap(tree),
            Pool = pool,
            LongestWait = timeouts.FirstByte,
            MostSpooled = spool,
            Environment = environment,
        });
    }

    private static FastCgiOptions? Typed(JsonElement written, Setting at)
    {
        try
        {
            return written.Deserialize(ConfigurationJson.Default.FastCgiOptions);
        }
        catch (JsonException wrong)
        {
            var name = SettingPath.FromSerializer(wrong.Path).Split('[', '.')[0];
            throw (name.Length == 0 ? at : at[name]).Shape(wrong.Message);
        }
    }

    private static List<FastCgiAddress> Addresses(JsonElement? written, Setting at)
    {
        var addresses = new List<FastCgiAddress>();
        foreach (var (text, place) in Texts(written, at))
        {
            if (place.Text(text) is not { } address)
            {
                continue;
            }

            if (!FastCgiAddress.TryParse(address, out var parsed) || parsed is null)
            {
                place.Refuse(address, $"is no address of a FastCGI application. {Example}");
                continue;
            }

            if (parsed.OpenTo() is { } strangers)
            {
                place.Warn(address, $"is open to {strangers}. Whoever reaches php-fpm runs code, and is any member he likes: listen on a socket with listen.mode = 0660.");
            }

            addresses.Add(parsed);
        }

        return addresses;
    }

    private static List<(string? Text, Setting At)> Texts(JsonElement? written, Setting at)
    {
        switch (written?.ValueKind)
        {
            case JsonValueKind.String:
                return [(written.Value.GetString(), at)];
            case JsonValueKind.Array when written.Value.GetArrayLength() > 0 && written.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                return [.. written.Value.EnumerateArray().Select((item, index) => (item.GetString(), at[index]))];
            default:
                throw at.Shape($"is neither text nor list of texts. {Example}");
        }
    }

    // An idle kept connection holds a worker, so nobody but the operator can say how many there may be.
    private static FastCgiPoolSettings Pool(FastCgiOptions options, Setting at)
    {
        if (options is { KeepAlive: true, Connections: null })
        {
            at["KeepAlive"].Refuse("true", "needs Connections beside it. Write half of pm.max_children: every kept connection occupies a worker.");
        }

        return new(
            at["Connections"].Count(options.Connections, 200, 1, 10_000),
            at["Queue"].Count(options.Queue, 400, 0, 100_000),
            options.KeepAlive ?? false);
    }

    private static List<KeyValuePair<string, string>> Environment(Dictionary<string, string>? written, Setting at)
    {
        var variables = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in written ?? [])
        {
            if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            {
                at[name].Refuse(null, "is no name of a variable. Write letters, digits and _ only.");
                continue;
            }

            if (CgiRequest.IsOurs(name))
            {
                at[name].Warn(null, "is a variable of Gateway's own, which this cannot change. Leave it out.");
                continue;
            }

            if (at[name].Text(value) is { } text)
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(text);
                if (name.Length + bytes.Length > LongestForPhp)
                {
                    at[name].Warn(null, string.Create(CultureInfo.InvariantCulture,
                        $"has {name.Length + bytes.Length:N0} bytes, its name among them, and php-fpm resets the connection over more than {LongestForPhp:N0}: it would show no page at all. Put it into a file that PHP reads."));
                }

                variables.Add(new(name, System.Text.Encoding.Latin1.GetString(bytes)));
            }
        }

        return variables;
    }
}
