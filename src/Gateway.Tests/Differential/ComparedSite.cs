using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Differential;

/// <summary>
/// A site that both servers have, under the same host: what its virtual host says beyond the usual, and the same as <c>Identity</c> of
/// gateway.json.
/// </summary>
internal sealed record ComparedSite(string Name, string[] Directives, string Identity)
{
    /// <summary>One variable that the module makes here and nowhere else: the directive had its effect.</summary>
    public required KeyValuePair<string, string> Tells { get; init; }

    public IReadOnlyList<string> Members { get; init; } = ["dave"];

    public IReadOnlyList<ComparedRequest> Requests { get; init; } = [new("page", "/members/x.php")];

    /// <summary>Userinfo comes as a JWT.</summary>
    public bool IsSigned { get; init; }

    /// <summary>What the section <c>Provider</c> has beyond the usual.</summary>
    public string Provider { get; init; } = "{}";

    public string Key => Name.Replace(' ', '-');

    public string Host => Key + ".example";

    /// <summary>How PHP runs behind Gateway; under the module it runs in Apache.</summary>
    public IReadOnlyList<PhpKind> Kinds { get; init; } = [PhpKind.FastCgi];

    public bool IsHttps { get; init; }

    public string Scheme => IsHttps ? "https" : "http";

    public string Origin => $"{Scheme}://{Host}";

    public JsonNode IdentityJson => JsonNode.Parse(Identity)!;
}
