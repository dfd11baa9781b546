using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>The request header that gets the user's name, for software that reads it from there.</summary>
internal static class UserHeaderSection
{
    public static string? Read(string? written, Setting at, string claimPrefix)
    {
        if (at.Text(written) is not { } name)
        {
            return null;
        }

        var folded = HeaderName.Fold(name);
        if (!TokenName.Is(name))
        {
            at.Refuse(name, "is no header name. Write the name alone, such as X-Remote-User.");
        }
        else if (folded != "REMOTE_USER" && ServerNames.Contains(folded))
        {
            at.Refuse(name, "already means something else in a request. Write a name of its own, such as X-Remote-User.");
        }
        else if (claimPrefix.Length > 0 && folded.StartsWith(HeaderName.Fold(claimPrefix), StringComparison.Ordinal))
        {
            at.Refuse(name, $"could be the name of a claim, which all begin with {claimPrefix}. Write another, such as X-Remote-User.");
        }

        return name;
    }
}
