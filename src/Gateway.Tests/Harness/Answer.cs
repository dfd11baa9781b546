using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Harness;

/// <summary>One answer as a browser has it: read whole, with the address it came from.</summary>
internal sealed record Answer(Uri Address, int Status, IReadOnlyDictionary<string, string[]> Headers, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? string.Join(", ", values) : null;

    public IReadOnlyList<string> SetCookies => Headers.TryGetValue("Set-Cookie", out var values) ? values : [];

    /// <summary>Where it redirects to, made absolute; null when it does not.</summary>
    public Uri? Location => Header("Location") is { } location ? new Uri(Address, location) : null;

    public bool IsRedirect => Status is 301 or 302 or 303 or 307 or 308;

    public static async Task<Answer> ReadAsync(Uri address, HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        Add(headers, response.Headers.NonValidated);
        Add(headers, response.Content.Headers.NonValidated);
        return new Answer(address, (int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }

    private static void Add(Dictionary<string, string[]> into, HttpHeadersNonValidated headers)
    {
        foreach (var header in headers) into[header.Key] = [.. header.Value];
    }
}
