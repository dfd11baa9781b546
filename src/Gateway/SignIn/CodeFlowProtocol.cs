using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.SignIn;

/// <summary>
/// The framework's protocol checks (at_hash and the rest) without its nonce cookie: the nonce is derived from the binding cookie and
/// compared in <see cref="OidcEvents"/>, the state in <see cref="CallbackChecks"/>.
/// </summary>
internal sealed class CodeFlowProtocol : OpenIdConnectProtocolValidator
{
    public CodeFlowProtocol()
    {
        RequireNonce = false;
        RequireStateValidation = false;
        RequireState = false;
    }

    protected override void ValidateNonce(OpenIdConnectProtocolValidationContext validationContext)
    {
    }
}
