using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>
/// Where the access log goes. The folder must be there; the file itself is not opened when the configuration is read, or a <c>check</c> by
/// another user would leave a file that the gateway may not write.
/// </summary>
internal static class AccessLogSection
{
    /// <summary>Stands for the site's name in the name of the file.</summary>
    public const string SitePlace = "{site}";

    /// <summary>The absolute path, or null where no log is kept.</summary>
    public static string? Read(string? written, Setting at)
    {
        if (at.Text(written) is not { } text)
        {
            return null;
        }

        var path = Path.GetFullPath(text, Reading.FolderOf(at.Reading.File));
        var folder = Path.GetDirectoryName(path) ?? "/";
        if (Directory.Exists(path) || text.EndsWith('/'))
        {
            at.Refuse(text, "is a folder. Write the name of a file in it.");
        }
        else if (folder.Contains(SitePlace, StringComparison.Ordinal))
        {
            at.Refuse(text, $"has {SitePlace} in a folder. Write it in the name of the file: logs/{SitePlace}.log.");
        }
        else if (!Directory.Exists(folder))
        {
            at.Refuse(text, $"lies in no folder of this machine. Make {Excerpt.Of(folder, Excerpt.ToCopy)}, and let the user that runs the gateway write there.");
        }

        return path;
    }
}
