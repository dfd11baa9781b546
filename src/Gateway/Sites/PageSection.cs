using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>What a refused member sees; a page that refuses its reader once more is a fault.</summary>
internal static class PageSection
{
    private const string Placeholder = "%s";

    public static PageSettings Read(PageOptions? written, Setting at, PageReach reach)
    {
        var options = at.Known(written, ConfigurationJson.Default.PageOptions);
        return new PageSettings(
            Unauthorized(options.Unauthorized, at["Unauthorized"], reach),
            at["UnauthorizedStatus"].Choice(options.UnauthorizedStatus, ("401", 401), ("403", 403)),
            Template(options.ErrorTemplate, at["ErrorTemplate"]));
    }

    private static UnauthorizedPage? Unauthorized(string? written, Setting at, PageReach reach)
    {
        if (at.TextOrFile(written) is not { } text || written is null)
        {
            return null;
        }

        if (TextSource.IsFile(written))
        {
            return new(UnauthorizedKind.Text, text);
        }

        if (text[0] == '/')
        {
            reach.JudgePath(text, at);
            return new(UnauthorizedKind.UpstreamPath, text);
        }

        if (!text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            return new(UnauthorizedKind.Text, text);
        }

        if (at.Url(text) is { } url)
        {
            reach.JudgeUrl(url, text, at);
        }

        return new(UnauthorizedKind.Redirect, text);
    }

    private static string? Template(string? written, Setting at)
    {
        if (at.Text(written) is not { } path)
        {
            return null;
        }

        var file = at.Reading.Texts.ReadFile(path);
        if (file.Text is null)
        {
            at.Refuse(path, file.Fault);
            return null;
        }

        var places = file.Text.Split(Placeholder).Length - 1;
        if (places != 2)
        {
            at.Refuse(path, $"holds {places} times %s. Write it exactly twice: the first becomes the message, the second the description.");
        }

        return file.Text;
    }
}
