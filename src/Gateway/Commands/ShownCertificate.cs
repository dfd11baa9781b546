using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Provider;
using Gateway.Rules;

namespace Gateway.Commands;

/// <summary>A certificate as a browser is shown it, with those that came along: what is wrong with it, and what the owner can do.</summary>
internal sealed class ShownCertificate(Origin origin, X509Chain chain, SslPolicyErrors errors)
{
    private const string FullChain = "Write the full chain (fullchain.pem) as Certificate.File, not the certificate alone.";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    private X509Certificate2 Own => chain.ChainElements[0].Certificate;

    public IReadOnlyList<OnlineFinding> Judge(DateTimeOffset now)
    {
        var findings = new[] { OfName(), OfTime(now), OfVouchers() }.OfType<OnlineFinding>().ToList();
        return findings.Count > 0 ? findings : [OnlineFinding.Good(origin.Authority, $"certificate until {Own.NotAfter.ToUniversalTime():yyyy-MM-dd}")];
    }

    private OnlineFinding? OfName() => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? null
        : Fault($"The certificate there is for {ServerCertificate.Names(Own)}: browsers refuse the site.", "Ask for a certificate with every host of Origins.");

    private OnlineFinding? OfTime(DateTimeOffset now)
    {
        var (from, until) = (Own.NotBefore.ToUniversalTime(), Own.NotAfter.ToUniversalTime());
        if (now > until) return Fault($"The certificate there ended on {until:yyyy-MM-dd}: browsers refuse the site.", "Renew it, and look why that was not done in time.");
        if (now < from) return Fault($"The certificate there is not valid before {from:yyyy-MM-dd}: browsers refuse the site.", "Look at the clock of this machine; if it is right, put the one before back in place.");
        return until - now > Soon ? null : Note($"The certificate there ends on {until:yyyy-MM-dd}.", "Have it renewed before: afterwards browsers refuse the site.");
    }

    private OnlineFinding? OfVouchers()
    {
        if (IsOwnVoucher(Own)) return Fault("The certificate there vouches for itself: browsers warn every visitor.", "Get one from an authority that browsers know.");

        var sent = chain.ChainPolicy.ExtraStore.Where(one => !one.Equals(Own)).ToList();
        var top = chain.ChainElements[^1].Certificate;
        var missing = chain.ChainElements.Skip(1).Select(static one => one.Certificate).FirstOrDefault(one => !IsOwnVoucher(one) && !sent.Contains(one));
        if (missing is not null) return Fault($"The certificate of {missing.Subject}, which vouches for it, is not sent along: many programs refuse the site.", FullChain);
        if (!IsOwnVoucher(top) && sent.Count == 0) return Fault($"The certificate of {top.Issuer}, which vouches for it, is not sent along: many programs refuse the site.", FullChain);
        if (!IsInOrder(Own, sent)) return Note("The certificates that vouch for it are sent in another order than they vouch for each other; some programs refuse that.", "Write the site's own first, then the one that vouches for it, and so on.");
        return chain.ChainStatus.Any(static one => one.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)
            ? Note($"This server does not know who vouches for it ({(IsOwnVoucher(top) ? top.Subject : top.Issuer)}).", "If browsers know that authority, all is well: open the site in one.")
            : null;
    }

    private static bool IsInOrder(X509Certificate2 own, List<X509Certificate2> sent)
    {
        for (var (below, i) = (own, 0); i < sent.Count && !IsOwnVoucher(below); below = sent[i++])
            if (!Same(below.IssuerName, sent[i].SubjectName)) return false;
        return true;
    }

    private static bool IsOwnVoucher(X509Certificate2 one) => Same(one.SubjectName, one.IssuerName);

    private static bool Same(X500DistinguishedName one, X500DistinguishedName other) => one.RawData.AsSpan().SequenceEqual(other.RawData);

    private OnlineFinding Fault(string text, string remedy) => OnlineFinding.Fault(origin.Authority, text, remedy);

    private OnlineFinding Note(string text, string remedy) => OnlineFinding.Note(origin.Authority, text, remedy);
}
