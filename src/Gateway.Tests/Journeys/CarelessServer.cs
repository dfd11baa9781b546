using System.Text;

namespace Gateway.Tests.Journeys;

/// <summary>
/// How the most careless server reads a target: decoded twice, <c>\</c> as <c>/</c>, runs of slashes and dot segments gone, letter case and
/// look-alike letters as on other file systems, dots, blanks and streams at the end of a name as on Windows.
/// </summary>
internal static class CarelessServer
{
    /// <summary>The file of <see cref="TrickyPaths"/> that it finds, index and path info included, or null.</summary>
    public static string? FileOf(string target, bool frontController)
    {
        var path = Uri.UnescapeDataString(Uri.UnescapeDataString(target.Split('?', '#')[0])).Replace('\\', '/').Split('\0')[0];
        var names = new List<string>();
        foreach (var segment in path.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..") names.RemoveRange(Math.Max(0, names.Count - 1), Math.Min(1, names.Count));
            else if (segment.Split("::")[0].TrimEnd('.', ' ') is { Length: > 0 } name) names.Add(name);
        }

        // The longest path info is the shortest file.
        for (var length = 1; length <= names.Count; length++)
        {
            var file = "/" + string.Join('/', names[..length]);
            if (TrickyPaths.Scripts.Contains(file) || (length == names.Count && TrickyPaths.Pictures.Contains(file))) return file;
        }

        var index = "/" + string.Concat(names.Select(name => name + "/")) + "index.php";
        return TrickyPaths.Scripts.Contains(index) ? index : frontController ? "/index.php" : null;
    }

    public static string Answer(string target, bool frontController)
    {
        var file = FileOf(target, frontController);
        var (status, text) = file is null ? ("404 Not Found", "nothing") : ("200 OK", "file:" + file);
        return $"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {text.Length}\r\n\r\n{text}";
    }
}
