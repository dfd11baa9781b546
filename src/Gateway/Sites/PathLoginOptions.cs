using System.Text.Json;

namespace Gateway.Sites;

/// <summary>What a login to one path asks for besides, as it is written.</summary>
internal sealed class PathLoginOptions : SectionOptions
{
    /// <summary>More scopes, after those of <c>Login.Scope</c>. Default: none. Replaces <c>OIDCPathScope</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>
    /// More parameters of the authorization request, after those of <c>Login.Parameters</c>; one of the same name takes their place. Default:
    /// none. Replaces <c>OIDCPathAuthRequestParams</c>, but for its <c>#</c>.
    /// </summary>
    public JsonElement? Parameters { get; set; }
}
