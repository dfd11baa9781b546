namespace Gateway.Sites;

/// <summary>The TLS certificate of a site as it is written: two PEM files, relative to the file that names them.</summary>
internal sealed class CertificateOptions : SectionOptions
{
    /// <summary>Required: the certificate, and those that vouch for it. Replaces <c>SSLCertificateFile</c>.</summary>
    public string? File { get; set; }

    /// <summary>Required: its key, not encrypted. Replaces <c>SSLCertificateKeyFile</c>.</summary>
    public string? Key { get; set; }
}
