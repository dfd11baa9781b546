using Gateway.Protection;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.SignIn;

/// <summary>The framework's place for sealing <c>state</c>, filled by <see cref="LoginState"/>.</summary>
internal sealed class LoginStateFormat(PassphraseKeys keys) : ISecureDataFormat<AuthenticationProperties>
{
    public string Protect(AuthenticationProperties data) => LoginState.ReadFrom(data)!.Seal(keys);

    public string Protect(AuthenticationProperties data, string? purpose) => Protect(data);

    public AuthenticationProperties? Unprotect(string? protectedText)
    {
        if (LoginState.Open(keys, protectedText) is not { } state) return null;

        var properties = new AuthenticationProperties();
        state.WriteTo(properties);
        return properties;
    }

    public AuthenticationProperties? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
}
