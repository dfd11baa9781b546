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
        if (Text(directive.FirstWord) is { } text && ProviderTransportSection.HoldsCertificates(text))
        {
            draft.SetText(row.Setting!, directive.FirstWord, comment);   // chosen by its setting
            return true;
        }

        findings.NeedsDecision(directive, $"names no certificates that can be read here: those whom the machine trusts are taken. Write the file into {row.Setting}.");
        return false;
    }

    /// <summary>Keys that verify tokens: <c>[sig:|enc:][kid#]file</c>.</summary>
    public bool Keys(DirectiveRow row, ApacheDirective directive, string comment)
    {
        var good = new List<string>();
        foreach (var word in directive.Words)
        {
            var text = word.StartsWith("sig:", StringComparison.Ordinal) ? word[4..] : word;
            var (id, path) = VerificationKeySection.Parts(text);
            if (text.StartsWith("enc:", StringComparison.Ordinal)) findings.Ignored(directive, $"{word} is left out: encrypted tokens are not built.");
            else if (Text(path) is { } pem && !pem.Contains("PRIVATE KEY", StringComparison.Ordinal) && new VerificationKey(id, pem).ToKey() is not null) good.Add(text);
            else findings.NeedsDecision(directive, $"{word} names no key that can be read here. Write it into {row.Setting} where it can.");
        }

        if (good.Count == 0) return false;

        draft.Set(row.Setting!, Draft.List(good.Distinct()), comment);   // chosen by its setting
        return true;
    }

    /// <summary>The certificate, with its key and the password of that, wherever these stand.</summary>
    public bool Client(DirectiveRow row, ApacheDirective directive, string comment)
    {
        var (key, password) = (host.Last(KeyDirective), host.Last(PasswordDirective));
        if (key is null || Text(directive.FirstWord) is not { } certificates || Text(key.FirstWord) is not { } keyText || ClientCertificate.TryRead(certificates, keyText, password?.FirstWord) is null)
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

    private static string? Text(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= Longest } ? File.ReadAllText(path) : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
