using Gateway.FastCgi;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// Which file of a FastCGI site a request means, found once and before its rule: what is judged, run and sent is this and nothing else. A
/// request feature.
/// </summary>
internal sealed class SiteFile
{
    public required FastCgiApplication Application { get; init; }

    public required MappedFile Found { get; init; }

    /// <summary>Every path by which the file is known, that of the request first; the rules of all must allow.</summary>
    public required IReadOnlyList<CanonicalPath> Names { get; init; }

    public static SiteFile Find(FastCgiApplication application, CanonicalPath path, PathEncodings encoding)
    {
        var found = path.FileName is { } name ? application.Scripts.Find(name, path.Folded) : MappedFile.Nothing;
        var names = new List<CanonicalPath>(3) { path };
        foreach (var other in (ReadOnlySpan<string?>)[found.Name, found.NameBehindLinks])
        {
            if (other is not { Length: > 0 } || other == path.FileName) continue;

            // A name that no request could have cannot be judged either.
            if (CanonicalPath.OfFile(other, encoding) is { } judged) names.Add(judged);
            else found = MappedFile.Nothing;
        }

        return new SiteFile { Application = application, Found = found, Names = names };
    }
}
