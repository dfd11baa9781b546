using Gateway.Sites;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.SignIn;

/// <summary>A login began with the site whose mark is sealed into its <c>state</c>; who cannot open the state did not begin it.</summary>
internal sealed class LoginsUnderWay : ILoginsUnderWay
{
    public bool BeganWith(Site site, string rawPath, string rawQuery)
    {
        if (rawPath != site.RedirectUri.Path) return false;

        foreach (var pair in new QueryStringEnumerable(rawQuery))
        {
            if (!pair.EncodedName.Span.SequenceEqual("state")) continue;

            var state = LoginState.Open(site.Keys, pair.DecodeValue().ToString());
            return state?.SiteMark == site.Mark;
        }

        return false;
    }
}
