using Gateway.Sites;

namespace Gateway.ApacheImport;

/// <summary>Certificates for calls to the OP: taken over where they can be read and used here, for Gateway would not start with others.</summary>
internal sealed class CertificateImport(VirtualHost host, Draft draft, Findings findings)
{
    private const string KeyDirective = "OIDCClientTokenEndpointKey";
    private const string PasswordDirective = "OIDCClientTokenEndpointKeyPassword";
    private const string KeySetting = "Provider.ClientCertificate.Key";
    private const long Longest = 1024 * 1024;

    public bool Authorities(DirectiveRow row, ApacheDirective directive, string comment)
    {
        if (Text(directive) is { } text && ProviderTransportSection.HoldsCertificates(text))
        {
            draft.SetText(row.Setting!, directive.FirstWord, comment);   // chosen by its setting
            return true;
        }

        findings.NeedsDecision(directive, $"names no certificates that can be read here: those whom the machine trusts are taken. Write the file into {row.Setting}.");
        return false;
    }

    /// <summary>The certificate, with its key and the password of that, wherever these stand.</summary>
    public bool Client(DirectiveRow row, ApacheDirective directive, string comment)
    {
        var (key, password) = (host.Last(KeyDirective), host.Last(PasswordDirective));
        if (key is null || Text(directive) is not { } certificates || Text(key) is not { } keyText || ClientCertificate.TryRead(certificates, keyText, password?.FirstWord) is null)
        {
            findings.NeedsDecision(directive, "names no certificate that can be used here, with its key and the password of that: none is shown to NATS. Write the files into Provider.ClientCertificate.");
            return false;
        }

        draft.SetText(row.Setting!, directive.FirstWord, comment);   // chosen by its setting
        draft.SetText(KeySetting, key.FirstWord, $"{key.Place}");
        if (password is not null) draft.Set("Provider.ClientCertificate.KeyPassword", draft.Keep("client-key-password", password.FirstWord), $"{password.Place}");
        return true;
    }

    /// <summary>Key and password are read with the certificate.</summary>
    public bool Beside(ApacheDirective directive)
    {
        if (draft.Has(KeySetting)) return true;

        findings.NeedsDecision(directive, "goes with OIDCClientTokenEndpointCert, which is not taken over.");
        return false;
    }

    private static string? Text(ApacheDirective directive)
    {
        try
        {
            return new FileInfo(directive.FirstWord) is { Exists: true, Length: <= Longest } ? File.ReadAllText(directive.FirstWord) : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
