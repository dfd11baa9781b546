namespace Gateway.Claims;

/// <summary>The bytes in which a value reaches PHP.</summary>
internal enum ValueEncoding
{
    Utf8,

    /// <summary>One byte a character; what is beyond becomes a question mark.</summary>
    Latin1,

    /// <summary>The UTF-8 bytes in base64url without padding.</summary>
    Base64Url,
}
