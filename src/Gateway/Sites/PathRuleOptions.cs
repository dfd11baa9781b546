using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>The long form of one rule for a path, as it is written: exactly one of the four requirements, and when it applies.</summary>
internal sealed class PathRuleOptions : SectionOptions
{
    /// <summary>One requirement, such as <c>claim trial:0</c>. Replaces <c>Require</c>.</summary>
    public JsonElement? Require { get; set; }

    /// <summary>Requirements of which one must be met. Replaces <c>&lt;RequireAny&gt;</c>.</summary>
    public JsonElement? RequireAny { get; set; }

    /// <summary>Requirements that must all be met. Replaces <c>&lt;RequireAll&gt;</c>.</summary>
    public JsonElement? RequireAll { get; set; }

    /// <summary>Requirements of which none may be met. Replaces <c>&lt;RequireNone&gt;</c>.</summary>
    public JsonElement? RequireNone { get; set; }

    /// <summary>The request methods that this rule is for. Default: all. Replaces <c>&lt;Limit&gt;</c>.</summary>
    public List<string>? Methods { get; set; }

    /// <summary>
    /// What somebody meets who is not logged in: <c>Auto</c> (pages to the login, scripts 401), <c>Login</c>, <c>401</c>, <c>407</c> or
    /// <c>410</c>. Default: <c>Auto</c>. Replaces <c>OIDCUnAuthAction</c>.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? Unauthenticated { get; set; }

    /// <summary>What a login to here asks for besides; what the OP grants, rules judge by its claims. Default: nothing.</summary>
    public PathLoginOptions? Login { get; set; }

    /// <summary>
    /// <c>IfSignedIn</c>: a public path tells the upstream who is signed in. Default: it does not. Replaces
    /// <c>OIDCUnAuthAction pass</c>.
    /// </summary>
    public string? Identity { get; set; }
}
