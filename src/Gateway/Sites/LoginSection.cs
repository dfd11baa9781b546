using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>How a login is asked for.</summary>
internal static class LoginSection
{
    public static LoginSettings Read(LoginOptions? written, Setting at, IReadOnlyList<Origin> origins)
    {
        var options = at.Known(written, ConfigurationJson.Default.LoginOptions);
        return new LoginSettings(
            at["StateTimeout"].Duration(options.StateTimeout, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            options.Pkce ?? true,
            Scope(options.Scope, at["Scope"]),
            options.PromptAfterLogout ?? false)
        {
            ByForm = ByForm(options.ResponseMode, at["ResponseMode"], origins),
            Parameters = ParameterSection.Login.Read(options.Parameters, at["Parameters"]),
        };
    }

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
        if (scope.Any(letter => letter is < ' ' or > '~' or '"' or '\\') || !scope.Split(' ').Contains("openid"))
        {
            at.Refuse(scope, "is no scope for a login. Write openid, and others after it with a blank between: \"openid email\".");
        }

        return scope;
    }
}
