using Gateway.Operations;
using Gateway.Sites;

namespace Gateway.Tests.Sabotage;

/// <summary>Writes every address as it stands.</summary>
internal sealed class NoMask : QueryMask
{
    public override string OfTarget(string target, SiteRequest? request) => target;

    public override string OfReferer(string referer, SiteRequest? request) => referer;
}
