using System.Text;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>
/// What makes Apache believe Gateway and nobody else, and tells PHP by the server's own variables who is signed in (design 8.3c). Each line was
/// seen working; what it is for stands above it, for somebody who knows the server and not us.
/// </summary>
internal static class ApacheSnippet
{
    public static IReadOnlyList<UpstreamSnippet> Of(Site site, UpstreamSecret secret, IReadOnlyList<ToldVariable> told)
    {
        var text = new StringBuilder($$"""
            # Gateway, site "{{site.Name}}": who is signed in, by variables of Apache's own.
            # Made by "gateway upstream-config apache", and to be made anew when UpstreamSecret changes or PHP is to know another
            # claim (--claim NAME). It holds a secret: chown root, chmod 600.
            # Needs: a2enmod headers remoteip

            # Gateway alone knows this. It ends here: neither PHP nor phpinfo() sees it. (REDIRECT_: after a RewriteRule in .htaccess.)
            SetEnvIf OIDC-Gateway-Secret "^{{secret.Shared}}$" GATEWAY
            SetEnvIfExpr "reqenv('REDIRECT_GATEWAY') == '1'" GATEWAY=1
            RequestHeader unset OIDC-Gateway-Secret
            RequestHeader unset OIDC-Gateway-Assertion

            # Whoever comes another way is refused, besides what your own rules refuse.
            <Location "/">
                AuthMerging And
                Require env GATEWAY
            </Location>

            # The browser's address and scheme, and not Gateway's, which runs at 127.0.0.1.
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.0.0.1 ::1
            SetEnvIfExpr "reqenv('GATEWAY') == '1' && req_novary('X-Forwarded-Proto') == 'https'" HTTPS=on

            # Who is signed in.

            """);
        text.AppendLine(Line("Remote-User", "REMOTE_USER=$1 PHP_AUTH_USER=$1 AUTH_TYPE=openid-connect"));
        foreach (var (name, header) in told) text.AppendLine(Line(header, name + "=$1"));
        return [new($"gateway-{site.Name}.conf", "in the virtual host", text.ToString().ReplaceLineEndings("\n"))];
    }

    private static string Line(string header, string sets) => $"SetEnvIfExpr \"reqenv('GATEWAY') == '1' && req_novary('{header}') =~ /^(.+)$/\" {sets}";
}
