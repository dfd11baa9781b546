using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>Where the owner sends a browser on to: a path of the site or a URL, ready to be sent.</summary>
internal static class PageTarget
{
    /// <param name="judge">Whether those it is for can see it; its URL where it is written as one.</param>
    public static string? Read(string? written, Setting at, ReturnUrl returns, string sample, Action<Uri?, string> judge)
    {
        if (at.Text(written) is not { } text)
        {
            return null;
        }

        if (text[0] == '/')
        {
            if (returns.Judge(text) is not { } page)
            {
                at.Refuse(text, $"is no path that a request could have. Write one like {sample}.");
                return null;
            }

            judge(null, text);
            return page;
        }

        if (!text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            at.Refuse(text, $"is neither a path nor an address. Write one like {sample} or https://www.example.com/.");
            return null;
        }

        if (at.Url(text) is not { } url)
        {
            return null;
        }

        judge(url, text);
        return new UriBuilder(url) { Host = url.IdnHost }.Uri.AbsoluteUri;
    }
}
