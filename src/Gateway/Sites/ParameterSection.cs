using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace Gateway.Sites;

/// <summary>The owner's own parameters of a call to the OP: none that its safety hangs on.</summary>
internal sealed class ParameterSection
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private readonly string _call;
    private readonly string _sample;
    private readonly FrozenSet<string> _ours;

    // An OP that ignores letter case must not take one of these for ours.
    private ParameterSection(string call, string sample, params string[] ours) => (_call, _sample, _ours) = (call, sample, ours.ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Of an authorization request; the scope has a setting of its own.</summary>
    public static ParameterSection Login { get; } = new(
        "login", "{ \"acr_values\": \"gold\" }",
        "client_id", "client_secret", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "registration", "request", "request_uri", "response_mode",
        "response_type", "state")
    {
        HasScope = true,
    };

    /// <summary>Of a call to the token endpoint, for a code or for a refresh.</summary>
    public static ParameterSection Token { get; } = new(
        "token call", "{ \"audience\": \"members\" }",
        "client_assertion", "client_assertion_type", "client_id", "client_secret", "code", "code_verifier", "grant_type", "redirect_uri", "refresh_token");

    /// <summary>Of the way to the OP's end-session endpoint.</summary>
    public static ParameterSection Logout { get; } = new("logout", "{ \"ui_locales\": \"de\" }", "id_token_hint", "post_logout_redirect_uri", "state");

    private bool HasScope { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Read(JsonElement? written, Setting at)
    {
        if (written is not { } section) return [];   // one and the same, so that settings without any are equal
        if (section.ValueKind != JsonValueKind.Object) throw at.Shape($"is no section. Write {_sample}.");

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

    /// <summary>Why it may not be written, with the remedy; null: it may.</summary>
    public string? Refusal(string name)
    {
        if (_ours.Contains(name)) return $"is a parameter of the {_call} itself, which Gateway sets. Leave it out.";
        if (HasScope && name.Equals("scope", StringComparison.OrdinalIgnoreCase)) return "has a setting of its own. Write it into Login.Scope.";
        return name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters) ? "is no parameter name. Write letters, digits, _, - and . alone." : null;
    }
}
