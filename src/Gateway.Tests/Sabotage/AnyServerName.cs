using Gateway.Listening;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Sabotage;

/// <summary>Every TLS connection serves every site.</summary>
internal sealed class AnyServerName : ServerNameFit
{
    public override bool Fits(HttpContext context, Site site) => true;
}
