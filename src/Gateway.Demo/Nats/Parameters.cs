using System.Collections;
using System.Net;

namespace Gateway.Demo.Nats;

/// <summary>The parameters of a query or a form, in the order sent and by their exact names.</summary>
internal sealed class Parameters(IReadOnlyList<KeyValuePair<string, string>> pairs) : IReadOnlyList<KeyValuePair<string, string>>
{
    public static Parameters None { get; } = new([]);

    public int Count => pairs.Count;

    /// <summary>The one value under this name; null when there is none. Doubled names are refused before anybody asks.</summary>
    public string? this[string name] => pairs.FirstOrDefault(pair => pair.Key == name).Value;

    public KeyValuePair<string, string> this[int index] => pairs[index];

    /// <summary>The first name that was sent twice, which RFC 6749 3.1 forbids.</summary>
    public string? Doubled => pairs.GroupBy(pair => pair.Key).FirstOrDefault(same => same.Count() > 1)?.Key;

    public static Parameters Parse(string text) => new(
        [.. text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2))
            .Select(part => KeyValuePair.Create(WebUtility.UrlDecode(part[0]), part.Length > 1 ? WebUtility.UrlDecode(part[1]) : ""))]);

    /// <summary>As a query, without the question mark.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
