using System.Text.RegularExpressions;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>Where logout and refresh may lead besides the site itself.</summary>
internal static class ReturnUrlSection
{
    public static ReturnUrl Read(List<string>? written, Setting at, IReadOnlyList<Origin> origins, PathEncodings encoding)
    {
        var allowed = new List<Regex>();
        foreach (var (text, item) in at.Each(written))
        {
            if (!ReturnUrl.TryParseAllowed(text, out var pattern, out var warning, out var fault) || pattern is null)
            {
                item.RefuseBecause(text, fault);
                continue;
            }

            if (warning is not null)
            {
                item.WarnBecause(text, warning);
            }

            allowed.Add(pattern);
        }

        return new ReturnUrl(origins, allowed, encoding);
    }
}
