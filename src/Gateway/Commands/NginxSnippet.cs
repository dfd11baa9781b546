using System.Globalization;
using System.Text;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>The same for nginx, where the comparison belongs to the server and variables to the location that runs PHP.</summary>
internal static class NginxSnippet
{
    public static IReadOnlyList<UpstreamSnippet> Of(Site site, UpstreamSecret secret, IReadOnlyList<ToldVariable> told)
    {
        var head = $"""
            # Gateway, site "{site.Name}", made by "gateway upstream-config nginx": to be made anew when UpstreamSecret changes or PHP is
            # to know another claim (--claim NAME).

            """;
        var server = head + $$"""
            # It holds a secret: chown root, chmod 600.

            # Gateway alone knows this; whoever comes another way is refused.
            if ($http_oidc_gateway_secret != "{{secret.Shared}}") {
                return 403;
            }

            # The browser's scheme, and not Gateway's; whether somebody is signed in.
            set $gateway_https "";
            if ($http_x_forwarded_proto = "https") {
                set $gateway_https "on";
            }
            set $gateway_auth_type "";
            if ($http_remote_user != "") {
                set $gateway_auth_type "openid-connect";
            }

            """;
        var php = new StringBuilder(head + """
            # Behind fastcgi_params, because PHP takes the later of two lines for one variable. underscores_in_headers stays off.

            # It ends here: PHP does not see it.
            fastcgi_param HTTP_OIDC_GATEWAY_SECRET "" if_not_empty;
            fastcgi_param HTTP_OIDC_GATEWAY_ASSERTION "" if_not_empty;

            # The browser's request, and not the one that Gateway made.
            fastcgi_param REMOTE_ADDR $http_x_forwarded_for;
            fastcgi_param SERVER_NAME $host;
            fastcgi_param SERVER_PORT $http_x_forwarded_port;
            fastcgi_param REQUEST_SCHEME $http_x_forwarded_proto;
            fastcgi_param HTTP_HOST $http_host;
            fastcgi_param HTTPS $gateway_https if_not_empty;

            # Who is signed in.
            fastcgi_param REMOTE_USER $http_remote_user;
            fastcgi_param PHP_AUTH_USER $http_remote_user if_not_empty;
            fastcgi_param AUTH_TYPE $gateway_auth_type if_not_empty;

            """);
        foreach (var (name, header) in told) php.AppendLine(CultureInfo.InvariantCulture, $"fastcgi_param {name} $http_{header.Replace('-', '_').ToLowerInvariant()} if_not_empty;");
        return
        [
            new($"gateway-{site.Name}-server.conf", "in the server block", server.ReplaceLineEndings("\n")),
            new($"gateway-{site.Name}-php.conf", "in the location that runs PHP, behind fastcgi_params", php.ToString().ReplaceLineEndings("\n")),
        ];
    }
}
