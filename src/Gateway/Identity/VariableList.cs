using System.Collections.Frozen;
using System.Text;
using Gateway.Claims;
using Gateway.Sites;

namespace Gateway.Identity;

/// <summary>The variables of one request, each once: what cannot be said cleanly is left out, never bent.</summary>
internal sealed class VariableList(Site site, VariableLimits limits)
{
    private const int MostNameBytes = 100;
    private const int MostBytes = 64 * 1024;

    // Whatever the prefix, no claim takes one of these.
    private static readonly FrozenSet<string> Ours = new[]
    {
        "OIDC_ACCESS_TOKEN", "OIDC_ACCESS_TOKEN_EXPIRES", "OIDC_REFRESH_TOKEN", "OIDC_ID_TOKEN", "OIDC_ID_TOKEN_PAYLOAD", "OIDC_USERINFO_JSON", "OIDC_USERINFO_JWT", "OIDC_GATEWAY_DEGRADED",
        "OIDC_GATEWAY_ASSERTION", "OIDC_GATEWAY_SECRET",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, (string Claim, int At)> _taken = new(StringComparer.Ordinal);
    private int _bytes;

    public List<KeyValuePair<string, string>> All { get; } = new(24);

    /// <summary>What is not said, and why.</summary>
    public List<(string Claim, string Reason)> LeftOut { get; } = [];

    /// <summary>A token, or what we say of ourselves: never left out.</summary>
    public void Add(string name, string text) => Put(name, HeaderBytes.Of(text, site.Identity.Encoding));

    /// <summary>All claims in one.</summary>
    public void AddDocument(string name, string text)
    {
        var value = HeaderBytes.Of(text, site.Identity.Encoding);
        if (Fault(value) is { } fault) LeaveOut(name, fault);
        else Put(name, value);
    }

    public void AddClaim(string claim, string text)
    {
        var settings = site.Identity;
        var value = HeaderBytes.Of(text, settings.Encoding);
        var name = settings.ClaimPrefix + ClaimText.VariablePart(claim);
        var folded = HeaderName.Fold(name);
        if (claim.Length == 0 || Encoding.UTF8.GetByteCount(claim) > MostNameBytes) LeaveOut(claim, "name");
        else if (Fault(value) is { } fault) LeaveOut(claim, fault);
        else if (Ours.Contains(folded)) LeaveOut(claim, "name_clash");
        else if (_taken.TryGetValue(folded, out var other)) Decide(claim, name, value, folded, other);
        else
        {
            _taken[folded] = (claim, All.Count);
            Put(name, value);
        }
    }

    // Two claims, one variable for PHP: the one written in lower case keeps it (corpus A96).
    private void Decide(string claim, string name, string value, string folded, (string Claim, int At) other)
    {
        var replaces = IsLowerCase(claim) && !IsLowerCase(other.Claim);
        LeaveOut(replaces ? other.Claim : claim, "name_clash");
        if (!replaces) return;

        All[other.At] = new(name, value);
        _taken[folded] = (claim, other.At);
    }

    private void LeaveOut(string claim, string reason) => LeftOut.Add((claim, reason));

    private void Put(string name, string value)
    {
        All.Add(new(name, value));
        _bytes += value.Length;
    }

    private string? Fault(string value)
    {
        if (ClaimText.HasControl(value)) return "control_character";
        if (value.Length > limits.ValueBytes || _bytes + value.Length > MostBytes) return "too_long";
        return All.Count < limits.Variables ? null : "too_many";
    }

    private static bool IsLowerCase(string claim) => !claim.Any(char.IsUpper);
}
