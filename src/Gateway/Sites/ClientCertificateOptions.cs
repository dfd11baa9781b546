namespace Gateway.Sites;

/// <summary>The certificate by which the OP knows us, as it is written: two PEM files, relative to the file that names them.</summary>
internal sealed class ClientCertificateOptions : SectionOptions
{
    /// <summary>Required: the certificate, and those that vouch for it. Replaces <c>OIDCClientTokenEndpointCert</c>.</summary>
    public string? File { get; set; }

    /// <summary>Required: its key. Replaces <c>OIDCClientTokenEndpointKey</c>.</summary>
    public string? Key { get; set; }

    /// <summary>The password of the key, where it is encrypted. Default: it is not. Replaces <c>OIDCClientTokenEndpointKeyPassword</c>.</summary>
    public string? KeyPassword { get; set; }
}
