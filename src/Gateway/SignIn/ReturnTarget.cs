using Gateway.Rules;
using Gateway.Sites;

namespace Gateway.SignIn;

/// <summary>Where a finished login leads: the path in its state, judged once more on its way out, on the origin of the callback.</summary>
internal static class ReturnTarget
{
    public static string Of(Site site, Origin origin, LoginState state) =>
        origin + (site.ReturnUrl.Judge(state.ReturnPath) is { } judged && judged.StartsWith('/') ? judged : "/");
}
