using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>What a logout does besides ending the session.</summary>
internal static class LogoutSection
{
    public static LogoutSettings Read(LogoutOptions? written, Setting at, ReturnUrl returns, PageReach reach)
    {
        var options = at.Known(written, ConfigurationJson.Default.LogoutOptions);
        var place = at["LandingPage"];
        var landing = PageTarget.Read(options.LandingPage, place, returns, "/goodbye.php", (url, text) => reach.JudgeLanding(url, text, place));
        return new LogoutSettings(options.ClearSiteCache ?? false, landing)
        {
            BackChannel = options.BackChannel ?? false,
            FrontChannel = options.FrontChannel ?? false,
            Parameters = ParameterSection.Logout.Read(options.Parameters, at["Parameters"]),
        };
    }
}
