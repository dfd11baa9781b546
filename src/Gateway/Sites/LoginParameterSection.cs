using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace Gateway.Sites;

/// <summary>The owner's own parameters of every authorization request: none that the safety of a login hangs on.</summary>
internal static class LoginParameterSection
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    // An OP that ignores letter case must not take one of these for ours.
    private static readonly FrozenSet<string> Ours = new[]
    {
        "client_id", "client_secret", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "registration", "request", "request_uri", "response_mode",
        "response_type", "state",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<KeyValuePair<string, string>> Read(JsonElement? written, Setting at)
    {
        if (written is not { } section) return [];
        if (section.ValueKind != JsonValueKind.Object) throw at.Shape("is no section. Write { \"acr_values\": \"gold\" }.");

        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in section.EnumerateObject().Select(one => (one.Name, one.Value)))
        {
            var item = at[name];
            if (value.ValueKind != JsonValueKind.String) throw item.Shape("is no text. Write it in double quotes.");
            if (Refusal(name) is { } remedy) item.Refuse(null, remedy);
            else if (item.Text(value.GetString()) is { } text) parameters.Add(new(name, text));
        }

        return parameters;
    }

    private static string? Refusal(string name)
    {
        if (Ours.Contains(name)) return "is a parameter of the login itself, which Gateway sets. Leave it out.";
        if (name.Equals("scope", StringComparison.OrdinalIgnoreCase)) return "has a setting of its own. Write it into Login.Scope.";
        return name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters) ? "is no parameter name. Write letters, digits, _, - and . alone." : null;
    }
}
