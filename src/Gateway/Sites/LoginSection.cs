using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>How a login is asked for.</summary>
internal static class LoginSection
{
    public static LoginSettings Read(LoginOptions? written, Setting at, IReadOnlyList<Origin> origins, ReturnUrl returns, PageReach reach)
    {
        var options = at.Known(written, ConfigurationJson.Default.LoginOptions);
        return new LoginSettings(
            at["StateTimeout"].Duration(options.StateTimeout, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            options.Pkce ?? true,
            Scope(options.Scope, at["Scope"]),
            options.PromptAfterLogout ?? false)
        {
            ByPost = at["RequestMethod"].Choice(options.RequestMethod, ("GET", false), ("POST", true)),
            DefaultPage = DefaultPage(options.DefaultPage, at["DefaultPage"], returns, reach),
            ByForm = ByForm(options.ResponseMode, at["ResponseMode"], origins),
            Parameters = ParameterSection.Login.Read(options.Parameters, at["Parameters"]),
        };
    }

    // Behind a rule it would begin the next login that goes astray, without end.
    private static string? DefaultPage(string? written, Setting at, ReturnUrl returns, PageReach reach) => PageTarget.Read(written, at, returns, "/welcome.php", (url, text) =>
    {
        if (url is null) reach.JudgePath(text, at);
        else reach.JudgeUrl(url, text, at);
    });

    private static bool ByForm(string? written, Setting at, IReadOnlyList<Origin> origins)
    {
        var byForm = at.Choice(written, ("query", false), ("form_post", true));
        if (byForm && origins.Any(origin => !origin.IsHttps))
        {
            at.Refuse("form_post", "is for https only: on plain http no browser brings the login's cookie along with a form of another site. Write query, or https in Origins.");
        }

        return byForm;
    }

    private static string Scope(string? written, Setting at)
    {
        var scope = at.Text(written) ?? "openid";
        if (!AreScopes(scope) || !scope.Split(' ').Contains("openid"))
        {
            at.Refuse(scope, "is no scope for a login. Write openid, and others after it with a blank between: \"openid email\".");
        }

        return scope;
    }

    /// <summary>Scopes beside those that every login asks for.</summary>
    public static string? Scopes(string? written, Setting at)
    {
        var scopes = at.Text(written);
        if (scopes is not null && !AreScopes(scopes))
        {
            at.Refuse(scopes, "are no scopes. Write them with a blank between: \"email profile\".");
        }

        return scopes;
    }

    private static bool AreScopes(string text) => !text.Any(letter => letter is < ' ' or > '~' or '"' or '\\');
}
