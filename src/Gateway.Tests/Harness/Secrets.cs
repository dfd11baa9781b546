using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// Everything secret that came up in a run: what browsers had in their jars and addresses, what the OP was told and answered, what the
/// configuration holds. It is looked for as it is and in each spelling that something on the way may have given it.
/// </summary>
internal sealed class Secrets
{
    private const int Shortest = 6;   // a shorter text is found by chance

    private readonly Dictionary<string, string> _names = [];

    public int Count => _names.Count;

    /// <summary>What of this kind was seen.</summary>
    public bool Has(string name) => _names.ContainsValue(name);

    public void Add(string name, string? secret)
    {
        if (secret?.Length >= Shortest) _names.TryAdd(secret, name);
    }

    /// <summary>The jar of a browser as it is now.</summary>
    public void AddCookies(Browser browser)
    {
        foreach (var (name, value) in browser.Cookies)
            foreach (var part in value.Split('.')) Add("cookie " + name, part);
    }

    /// <summary>What an address carries by these names: an authorization response, an authorization request.</summary>
    public void AddAddress(string? address)
    {
        if (address?.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var query)) return;

        foreach (var (name, value) in Parameters.Parse(address[(query + 1)..]))
            if (name is "code" or "state" or "nonce" or "access_token" or "id_token_hint") Add(name, value);
    }

    /// <summary>Whatever the OP was told and answered.</summary>
    public void AddCalls(SimulatedNats nats)
    {
        foreach (var call in nats.Ledger.Calls)
        {
            foreach (var name in (ReadOnlySpan<string>)["code", "refresh_token", "code_verifier", "token"]) Add(name, call.Form[name]);
            Add("authorization", call.Authorization?.Split(' ')[^1]);
            if (call.Endpoint == NatsEndpoint.Token && call.Body is { } body) AddTokens(body);
        }
    }

    /// <summary>By what Gateway has shown a web server that it is Gateway.</summary>
    public void AddProofs(FakeMembersArea area)
    {
        foreach (var (name, value) in area.Requests.SelectMany(request => request.Headers))
            if (name.StartsWith("OIDC-Gateway-", StringComparison.OrdinalIgnoreCase)) AddToken(name, value);
    }

    public void AssertNotIn(string where, string text)
    {
        foreach (var (secret, name) in _names)
            foreach (var spelling in Spellings(secret))
                Assert.False(text.Contains(spelling, StringComparison.Ordinal), $"{where} holds a secret ({name}), as {spelling}: {Around(text, spelling)}");
    }

    private void AddTokens(string body)
    {
        try
        {
            var json = JsonElement.Parse(body);
            if (json.ValueKind != JsonValueKind.Object) return;

            foreach (var name in (ReadOnlySpan<string>)["access_token", "refresh_token", "id_token"])
                if (json.TryGetProperty(name, out var token) && token.ValueKind == JsonValueKind.String) AddToken(name, token.GetString()!);
        }
        catch (JsonException)
        {
            // Rubbish on purpose.
        }
    }

    // Of a signed token the payload and the signature are worth as much as the whole; its header is everybody's.
    private void AddToken(string name, string token)
    {
        Add(name, token);
        if (token.Split('.') is [_, { Length: >= 20 } payload, { Length: >= 20 } signature]) (_, _) = (_names.TryAdd(payload, name + " payload"), _names.TryAdd(signature, name + " signature"));
    }

    private static HashSet<string> Spellings(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret), JsonEncodedText.Encode(secret).Value,
            Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), .. Base64(bytes), .. Base64(bytes).Select(text => text.Replace('+', '-').Replace('/', '_')),
        ];
    }

    // As a part of something longer it may begin at any of three places; what depends on its neighbours is cut.
    private static IEnumerable<string> Base64(byte[] bytes)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. bytes]).TrimEnd('=');
            var certain = text[(shift == 0 ? 0 : shift + 1)..^1];
            if (certain.Length >= Shortest) yield return certain;
        }
    }

    private static string Around(string text, string part)
    {
        var at = text.IndexOf(part, StringComparison.Ordinal);
        return text[Math.Max(0, at - 120)..Math.Min(text.Length, at + part.Length + 60)];
    }
}
