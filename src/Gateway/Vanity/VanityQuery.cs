using System.Text;

namespace Gateway.Vanity;

/// <summary>
/// The query of the vanity URL, read strictly: names and values decoded once, as UTF-8, names compared as they are written. What two
/// readers could take differently is malformed.
/// </summary>
internal sealed class VanityQuery
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bare = new(StringComparer.Ordinal);

    private VanityQuery()
    {
    }

    public bool IsEmpty => _values.Count == 0 && !HasDoubles;

    /// <summary>A name stands more than once.</summary>
    public bool HasDoubles { get; private set; }

    public IEnumerable<KeyValuePair<string, string>> Values => _values;

    public string? this[string name] => _values.GetValueOrDefault(name);

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The name stands without an equals sign behind it.</summary>
    public bool IsBare(string name) => _bare.Contains(name);

    /// <summary>The query, or null when an escape is broken or the bytes are no UTF-8.</summary>
    public static VanityQuery? Parse(string? raw)
    {
        var query = new VanityQuery();
        foreach (var part in (raw ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? part : part[..equals]);
            var value = equals < 0 ? "" : Decode(part[(equals + 1)..]);
            if (name is null || value is null) return null;
            query.HasDoubles |= !query._values.TryAdd(name, value);
            if (equals < 0) query._bare.Add(name);
        }

        return query;
    }

    private static string? Decode(string text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c > 0x7F) return null;
            if (c != '%')
            {
                bytes[length++] = c == '+' ? (byte)' ' : (byte)c;
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return null;
            bytes[length++] = Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
            i += 2;
        }

        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
