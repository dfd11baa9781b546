namespace Gateway.Sites;

/// <summary>How we show the OP who calls (OpenID Connect Core 1.0, section 9; RFC 8705).</summary>
internal enum ClientAuthenticationMethod
{
    /// <summary>Client id and secret in the <c>Authorization</c> header.</summary>
    Basic,

    /// <summary>Both in the form.</summary>
    Post,

    /// <summary>A short-lived token, signed with the secret, which itself does not travel.</summary>
    Jwt,

    /// <summary>The client id alone, in the form: a public client, whose codes PKCE guards.</summary>
    None,

    /// <summary>The client id in the form, and the certificate of the connection.</summary>
    Certificate,
}
