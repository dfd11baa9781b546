using System.Text;

namespace Gateway.Sites;

/// <summary>The secret that a site shares with its web server; whoever guesses it is any member he likes, so a short one is refused.</summary>
internal static class UpstreamSecretSection
{
    private const int Shortest = 32;   // bytes, as HS256 asks for (RFC 7518, 3.2)

    public static UpstreamSecret? Read(string? written, Setting at, string? writtenProof, Setting proofAt)
    {
        var proof = proofAt.Choice(writtenProof, ("Both", UpstreamProof.Both), ("Assertion", UpstreamProof.Assertion), ("Secret", UpstreamProof.Secret));
        if (written is null && writtenProof is not null)
        {
            proofAt.Refuse(writtenProof, "proves nothing without a secret. Write UpstreamSecret beside it.");
        }

        if (at.Secret(written) is not { } secret)
        {
            return null;
        }

        if (secret.Any(char.IsControl))
        {
            at.Refuse(written, "holds a control character, a line break perhaps. Write it in one line.");
            return null;
        }

        if (Encoding.UTF8.GetByteCount(secret) >= Shortest)
        {
            return new UpstreamSecret(at.Site ?? "", secret, proof);
        }

        at.Refuse(written, "is shorter than 32 characters: whoever guesses it is any member he likes. Write what \"openssl rand -base64 32\" prints.");
        return null;
    }
}
