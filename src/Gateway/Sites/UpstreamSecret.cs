using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Telemetry;

namespace Gateway.Sites;

/// <summary>
/// What a site shares with its web server, so that this can tell a request of Gateway's from anybody else's. The secret itself only signs;
/// what goes over the wire is derived from it and the site's name.
/// </summary>
internal sealed class UpstreamSecret
{
    private const string Purpose = "gateway upstream\0";

    public UpstreamSecret(string site, string secret, UpstreamProof proof)
    {
        Key = Encoding.UTF8.GetBytes(secret);
        Shared = Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(Purpose + site)));
        Proof = proof;
        Shown = Redacted.Secret(secret);
    }

    /// <summary>What is shown to the web server.</summary>
    public UpstreamProof Proof { get; }

    /// <summary>Signs assertions.</summary>
    public byte[] Key { get; }

    /// <summary>The value of <c>OIDC-Gateway-Secret</c>, for servers that can compare but not verify.</summary>
    public string Shared { get; }

    /// <summary>The secret as it may be shown.</summary>
    public string Shown { get; }
}
