namespace Gateway.Sites;

/// <summary>Whether certificates and addresses fit each other: either without the other is probably an oversight.</summary>
internal static class TlsFit
{
    public static void Judge(IReadOnlyList<Site> sites, IReadOnlyList<Uri> listen, Setting at)
    {
        var listensTls = listen.Any(address => address.Scheme == Uri.UriSchemeHttps);
        foreach (var site in sites)
        {
            var place = at.OfSite(site.Name)["Certificate"];
            if (listensTls && site.Certificate is null && site.Origins.Any(origin => origin.IsHttps))
            {
                place.Warn(null, "missing, so the https addresses of Listen refuse the site's hosts. Write { \"File\": \"fullchain.pem\", \"Key\": \"privkey.pem\" }.");
            }
            else if (!listensTls && site.Certificate is not null)
            {
                place.Warn(null, "is not used: Listen has no https address. Write one, such as https://0.0.0.0:443.");
            }
        }
    }
}
