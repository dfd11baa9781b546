using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Sites;

/// <summary>How the OP is reached, where that is not by the machine's own trust and straight on.</summary>
internal static class ProviderTransportSection
{
    /// <summary>Null: as every other.</summary>
    public static ProviderTransport? Read(ProviderOptions options, Setting at)
    {
        var authorities = Authorities(options.CertificateAuthorities, at["CertificateAuthorities"]);
        var proxy = Proxy(options.Proxy, at["Proxy"]);
        var certificate = Certificate(options.ClientCertificate, at["ClientCertificate"]);
        if (authorities is not null && options.ValidateCertificate == false)
            at["CertificateAuthorities"].Refuse(options.CertificateAuthorities, "says who may vouch for the provider, and Provider.ValidateCertificate that nobody need. Leave one of them out.");
        return authorities is null && proxy is null && certificate is null ? null : new ProviderTransport(options.ValidateCertificate ?? true, authorities, proxy, certificate);
    }

    private static string? Authorities(string? written, Setting at)
    {
        if (at.Text(written) is not { } path || Pem(path, at, isSecret: false) is not { } text) return null;
        if (HoldsCertificates(text)) return text;

        at.Refuse(path, "holds no certificate in PEM. Name the file of those who vouch for the provider.");
        return null;
    }

    public static bool HoldsCertificates(string pem)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(pem);
            return all.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static OutgoingProxy? Proxy(ProviderProxyOptions? written, Setting at)
    {
        if (written is null) return null;

        var options = at.Known(written, ConfigurationJson.Default.ProviderProxyOptions);
        var address = at["Address"].Required(options.Address, "Write where the proxy is: http://proxy.example.com:3128.");
        var user = at["User"].Text(options.User);
        var password = at["Password"].Secret(options.Password);
        if (password is not null && options.User is null) at["User"].Missing("Write whose password it is.");
        if (user?.Contains(':', StringComparison.Ordinal) == true) at["User"].Refuse(user, "holds a colon, which ends a name. Write the password into Provider.Proxy.Password.");
        if (address is null || at["Address"].Url(address) is not { } url) return null;
        if (url.PathAndQuery == "/") return new OutgoingProxy(url, user, password);

        at["Address"].Refuse(address, "has a path, which a proxy has none of. Write scheme, host and port alone.");
        return null;
    }

    private static ClientCertificate? Certificate(ClientCertificateOptions? written, Setting at)
    {
        if (written is null) return null;

        var options = at.Known(written, ConfigurationJson.Default.ClientCertificateOptions);
        var file = at["File"].Required(options.File, "Write the path of a PEM file.");
        var key = at["Key"].Required(options.Key, "Write the path of a PEM file.");
        var password = at["KeyPassword"].Secret(options.KeyPassword);
        if (file is null || key is null || Pem(file, at["File"], isSecret: false) is not { } certificates || Pem(key, at["Key"], isSecret: true) is not { } keyText) return null;
        if (ClientCertificate.TryRead(certificates, keyText, password) is { } certificate)
        {
            if (at.Reading.Now > certificate.Leaf.NotAfter.ToUniversalTime()) at["File"].Warn(file, "has expired: the provider will not take it. Renew it.");
            return certificate;
        }

        at.Refuse(null, "cannot be used: the two are no certificate and its key in PEM, or the key's password is not KeyPassword.");
        return null;
    }

    private static string? Pem(string path, Setting at, bool isSecret)
    {
        var file = at.Reading.Texts.ReadFile(path);
        if (file.Text is null) at.Refuse(path, file.Fault);
        if (isSecret) at.WarnOf(path, file);
        return file.Text;
    }
}
