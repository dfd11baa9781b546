namespace Gateway.SignIn;

/// <summary>The binding cookie's bytes of the login that is being started, for the length of this request.</summary>
internal sealed record LoginBinding(byte[] Bytes);
