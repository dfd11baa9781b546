using Gateway.Pages;
using Gateway.Provider;

namespace Gateway.SignIn;

/// <summary>A check of ours refused the login, in the midst of the framework's flow.</summary>
internal sealed class LoginRefusedException(Refusal refusal) : Exception("The login was refused: " + refusal.Reason)
{
    public Refusal Refusal { get; } = refusal;
}

/// <summary>
/// What a failed login means, by the type of what the framework's handler threw. Its messages are never shown or logged: they quote what
/// the OP sent.
/// </summary>
internal static class LoginFailure
{
    public static Refusal Explain(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            if (Known(cause) is { } refusal) return refusal;
        return failure is null or { InnerException: null } and not InvalidOperationException and not ArgumentException
            ? LoginRefusals.Malformed with { Detail = failure?.GetType().Name }
            : LoginRefusals.ProviderFailed("token_answer", failure.GetType().Name);
    }

    private static Refusal? Known(Exception cause) => cause switch
    {
        LoginRefusedException refused => refused.Refusal,
        _ => ProviderHttp.Outage(cause) is { } outage ? LoginRefusals.Outage(outage) : null,
    };
}
