using System.Net;

namespace Gateway.Commands;

/// <summary>What an owner can do when the OP does not answer as it should: by the reason codes of the log, and by status.</summary>
internal static class OnlineRemedies
{
    private const string AskNats = "Ask the provider; Gateway keeps members out until it is mended.";

    /// <summary>For a call that fails though the metadata can be read from here.</summary>
    public const string OnlyHere =
        "The metadata can be read from here, so most likely this server's outgoing address is missing in MEMBER_OPENID_SECURE_IPS at NATS; else a firewall is in the way.";

    public static string Of(string reason) => reason switch
    {
        "op_dns" => "Compare the host name with what the provider gave you, and look whether this server can resolve names.",
        "op_unreachable" => "Look whether the address is right, the provider is up, and a firewall lets this server out.",
        "op_timeout" => "Look whether a firewall drops the connection; else the provider is too slow.",
        "op_certificate" => "Have the provider renew its certificate, or write its address as the certificate names it; a private authority belongs into Provider.CertificateAuthorities or this server's store.",
        "op_tls" => "Look whether something on the way speaks plain http or an old TLS version.",
        "op_answer_too_large" => "Look whether the address leads to the document and not to a page or a download.",
        "op_answer_packed" => "Have the provider, or the cache before it, send answers unpacked to those who do not ask for packing.",
        _ => AskNats,
    };

    public static string Of(HttpStatusCode status) => (int)status switch
    {
        403 => "Add this server's outgoing address to MEMBER_OPENID_SECURE_IPS at NATS.",
        404 or 410 => "Compare the address with what the provider documents.",
        >= 300 and < 400 => "Gateway follows no redirect of a provider: write the address that it leads to.",
        _ => AskNats,
    };
}
