using Gateway.Sites;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Gateway.Listening;

/// <summary>
/// A browser may use one TLS connection for several hosts, but not for another site than the one whose certificate it has seen. Open to
/// inheritance, so that a test can take it out and see what then fails.
/// </summary>
internal class ServerNameFit
{
    public virtual bool Fits(HttpContext context, Site site) =>
        context.Features.Get<ITlsHandshakeFeature>()?.HostName is not { Length: > 0 } name
        || site.Origins.Any(origin => origin.Host.Equals(name, StringComparison.OrdinalIgnoreCase))
        || ClientAddress.IsTrusted(context.Connection.RemoteIpAddress, site.TrustedProxies);
}
