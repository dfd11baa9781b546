using System.Globalization;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>The certificate of a site: both files read at once, so that what does not fit is said at the start and not at a handshake.</summary>
internal static class CertificateSection
{
    public static SiteCertificate? Read(CertificateOptions? written, Setting at, IReadOnlyList<Origin> origins)
    {
        if (written is null)
        {
            return null;
        }

        var options = at.Known(written, ConfigurationJson.Default.CertificateOptions);
        var certificates = Pem(options.File, at["File"], isSecret: false);
        var key = Pem(options.Key, at["Key"], isSecret: true);
        if (certificates is not { } one || key is not { } other)
        {
            return null;
        }

        if (SiteCertificate.TryRead(one.Look, other.Look, one.Text, other.Text, out var fault) is not { } certificate)
        {
            at.Refuse(null, $"cannot be used: {fault}.");
            return null;
        }

        WarnOf(certificate, at["File"], options.File, origins);
        return certificate;
    }

    private static (FileLook Look, string Text)? Pem(string? written, Setting at, bool isSecret)
    {
        if (at.Required(written, "Write the path of a PEM file.") is not { } path)
        {
            return null;
        }

        var look = FileLook.Of(at.Reading.Texts.FullPath(path));
        var file = at.Reading.Texts.ReadFile(path);
        if (file.Text is not { } text)
        {
            at.Refuse(path, file.Fault);
            return null;
        }

        if (isSecret) at.WarnOf(path, file);

        return (look, text);
    }

    private static void WarnOf(SiteCertificate certificate, Setting at, string? written, IReadOnlyList<Origin> origins)
    {
        foreach (var host in origins.Where(origin => origin.IsHttps).Select(origin => origin.Host).Distinct())
        {
            if (!certificate.Leaf.MatchesHostname(host.Trim('[', ']')))
            {
                at.Warn(written, $"does not name {host}: browsers refuse the site there. Ask for a certificate with every host of Origins.");
            }
        }

        var (from, until, now) = (certificate.Leaf.NotBefore.ToUniversalTime(), certificate.Leaf.NotAfter.ToUniversalTime(), at.Reading.Now);
        if (now > until)
        {
            at.Warn(written, $"expired on {Day(until)}: browsers refuse the site. Renew it.");
        }
        else if (now < from)
        {
            at.Warn(written, $"is not valid before {Day(from)}: browsers refuse the site. Look at the clock of this machine.");
        }
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
