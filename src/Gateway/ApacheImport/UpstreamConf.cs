using System.Text;

namespace Gateway.ApacheImport;

/// <summary>
/// The virtual hosts as they run behind Gateway: on this machine alone, without TLS and without the module. Rules for files stay, over what only
/// Gateway can send, so that the file is judged whatever a <c>RewriteRule</c> did to the URL.
/// </summary>
internal sealed class UpstreamConf(VirtualHost host, string included, string claimPrefix)
{
    private static readonly string[] LeftOut =
        ["AuthName", "Listen", "NameVirtualHost", "ServerRoot", "LoadModule", "AuthzSendForbiddenOnFailure", "LogLevel", .. BalancerImport.Lines];

    private readonly StringBuilder _text = new();

    /// <summary>Whether a web server goes on with the host behind us.</summary>
    public static bool IsFor(VirtualHost host) => host.Section is not null && ProxiedFolders.Of(host) is null;

    /// <summary>Null where nothing of the hosts is a web server's work.</summary>
    /// <param name="included">The file with the lines that tell PHP who is signed in.</param>
    public static string? Write(IReadOnlyList<VirtualHost> hosts, Func<VirtualHost, string> included)
    {
        var served = hosts.Where(IsFor).ToList();
        if (served.Count == 0) return null;

        var text = new StringBuilder($"""
            # The virtual hosts behind Gateway, made by: gateway import-apache. They take the place of the old ones.
            # They answer on this machine alone, and to Gateway alone.
            Listen {SiteServer.Behind}

            """.ReplaceLineEndings("\n"));
        foreach (var host in served) text.Append('\n').Append(new UpstreamConf(host, included(host), host.Last("OIDCClaimPrefix")?.FirstWord ?? "OIDC_CLAIM_").Write());
        return text.ToString();
    }

    private string Write()
    {
        Line("", $"<VirtualHost {SiteServer.Behind}>");
        Children(host.Section!.Children!, "  ");   // only hosts with a section are written
        Line("  ", "# Who is signed in, by variables as before; and whoever did not come through Gateway is refused. Needs: a2enmod headers remoteip");
        Line("  ", $"Include {included}");
        Line("", "</VirtualHost>");
        return _text.ToString();
    }

    private void Children(IEnumerable<ApacheDirective> directives, string indent)
    {
        var all = directives.ToList();
        var isOthers = all.Exists(one => one.Is("AuthType") && !VirtualHost.IsOurs(one.FirstWord));
        foreach (var directive in all)
        {
            if (directive.Is("AuthType") && !isOthers) continue;
            if (directive.Name.StartsWith("OIDC", StringComparison.OrdinalIgnoreCase) || directive.Name.StartsWith("SSL", StringComparison.OrdinalIgnoreCase) || directive.IsAnyOf(LeftOut)) continue;
            if ((directive.Is("ErrorDocument") && directive.FirstWord == "401") || HeaderLines.IsUnsetOfOurs(directive)) continue;

            if (directive.Children is { } children)
            {
                Line(indent, $"<{directive.Name} {directive.Arguments}>".Replace(" >", ">", StringComparison.Ordinal));
                Children(children, indent + "  ");
                Line(indent, $"</{directive.Name}>");
            }
            else
            {
                Line(indent, directive.Is("Require") && !isOthers ? Require(directive) : $"{directive.Name} {directive.Arguments}");
            }
        }
    }

    private string Require(ApacheDirective directive)
    {
        var words = directive.Words.ToArray();
        var not = words is ["not", ..] ? "not " : "";
        return (not.Length > 0 ? words[1..] : words) switch
        {
            ["valid-user"] => $"Require {not}expr \"-n %{{HTTP:Remote-User}}\"",
            ["user", .. var names] => $"Require {not}expr \"{string.Join(" || ", names.Select(name => $"%{{HTTP:Remote-User}} == '{Expression(name)}'"))}\"",
            ["claim", .. var claims] => $"Require {not}expr \"{string.Join(" || ", claims.Select(Claim))}\"",
            _ => $"{directive.Name} {directive.Arguments}",
        };
    }

    // Lists arrive joined by commas, and true as 1. What cannot be said so is Gateway's alone to judge: a member is enough.
    private string Claim(string word)
    {
        var sign = word.AsSpan().IndexOfAny(':', '~');
        if (sign < 0 || word.AsSpan(0, sign).ContainsAny('.', '#') || word.Contains(@"\#", StringComparison.Ordinal)) return "-n %{HTTP:Remote-User}";

        var (header, value) = ($"%{{HTTP:{Hyphenated(claimPrefix + word[..sign])}}}", word[(sign + 1)..]);
        var pattern = word[sign] == '~' ? value : value switch { "true" => "(^|,)1(,|$)", "false" => "(^|,)0(,|$)", _ => $"(^|,){PatternText.Escape(value)}(,|$)" };
        return $"{header} =~ m#{Expression(pattern.Replace("#", @"\x23", StringComparison.Ordinal))}#";
    }

    private static string Expression(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    private static string Hyphenated(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    private void Line(string indent, string line) => _text.Append(indent).Append(line.TrimEnd()).Append('\n');
}
