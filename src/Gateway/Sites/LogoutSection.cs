using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>What a logout does besides ending the session.</summary>
internal static class LogoutSection
{
    public static LogoutSettings Read(LogoutOptions? written, Setting at, ReturnUrl returns, PageReach reach)
    {
        var options = at.Known(written, ConfigurationJson.Default.LogoutOptions);
        return new LogoutSettings(options.ClearSiteCache ?? false, LandingPage(options.LandingPage, at["LandingPage"], returns, reach))
        {
            BackChannel = options.BackChannel ?? false,
            FrontChannel = options.FrontChannel ?? false,
            Parameters = ParameterSection.Logout.Read(options.Parameters, at["Parameters"]),
        };
    }

    private static string? LandingPage(string? written, Setting at, ReturnUrl returns, PageReach reach)
    {
        if (at.Text(written) is not { } text)
        {
            return null;
        }

        if (text[0] == '/')
        {
            if (returns.Judge(text) is not { } page)
            {
                at.Refuse(text, "is no path that a request could have. Write one like /goodbye.php.");
                return null;
            }

            reach.JudgeLanding(null, text, at);
            return page;
        }

        if (!text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            at.Refuse(text, "is neither a path nor an address. Write one like /goodbye.php or https://www.example.com/.");
            return null;
        }

        if (at.Url(text) is not { } url)
        {
            return null;
        }

        reach.JudgeLanding(url, text, at);
        return new UriBuilder(url) { Host = url.IdnHost }.Uri.AbsoluteUri;
    }
}
