using System.Net;

namespace Gateway.Sites;

/// <summary>A way of a site's own to its OP; sites with the same one share their connections.</summary>
/// <param name="Authorities">Who may vouch for the OP, in PEM; null: whom the machine trusts.</param>
internal sealed record ProviderTransport(bool ValidateCertificate, string? Authorities, OutgoingProxy? Proxy, ClientCertificate? Certificate)
{
    /// <summary>Without secrets, wherever it may be printed.</summary>
    public override string ToString() => $"by {Proxy?.Address.ToString() ?? "no proxy"}";
}

/// <summary>The proxy between us and the OP.</summary>
internal sealed record OutgoingProxy(Uri Address, string? User, string? Password)
{
    public IWebProxy ToWebProxy() => new WebProxy(Address) { Credentials = User is null ? null : new NetworkCredential(User, Password) };

    public override string ToString() => Address.ToString();
}
