using Gateway.Protection;
using Gateway.Rules;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.SignIn;

/// <summary>
/// The framework's place for sealing <c>state</c>, filled by <see cref="LoginState"/>. Where a state that comes back leads is judged here
/// once more, before anything can make a redirect or a link of it; what is refused leads to the site's first page.
/// </summary>
internal sealed class LoginStateFormat(PassphraseKeys keys, ReturnUrl returnUrl) : ISecureDataFormat<AuthenticationProperties>
{
    public string Protect(AuthenticationProperties data) => LoginState.ReadFrom(data)!.Seal(keys);

    public string Protect(AuthenticationProperties data, string? purpose) => Protect(data);

    public AuthenticationProperties? Unprotect(string? protectedText)
    {
        if (LoginState.Open(keys, protectedText) is not { } state) return null;

        var properties = new AuthenticationProperties();
        Judged(state).WriteTo(properties);
        return properties;
    }

    public AuthenticationProperties? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);

    private LoginState Judged(LoginState state) =>
        state with { ReturnPath = returnUrl.Judge(state.ReturnPath) is { } judged && judged.StartsWith('/') ? judged : "/" };
}
