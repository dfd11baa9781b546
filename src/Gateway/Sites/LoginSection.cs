namespace Gateway.Sites;

/// <summary>How a login is asked for.</summary>
internal static class LoginSection
{
    public static LoginSettings Read(LoginOptions? written, Setting at)
    {
        var options = at.Known(written, ConfigurationJson.Default.LoginOptions);
        return new LoginSettings(
            at["StateTimeout"].Duration(options.StateTimeout, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            options.Pkce ?? true,
            Scope(options.Scope, at["Scope"]),
            options.PromptAfterLogout ?? false)
        {
            Parameters = LoginParameterSection.Read(options.Parameters, at["Parameters"]),
        };
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
