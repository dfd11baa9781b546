using Microsoft.Extensions.Primitives;

namespace Gateway.Demo.Area;

/// <summary>Prints what the members area received, and beside each header the name by which PHP behind nginx would find it.</summary>
internal static class HeadersPage
{
    private const string Here = "/members/headers.php";
    private const string Vanity = "/members/vanity.php";

    /// <summary>The error code is what a refresh that did not work comes back with; null after one that did.</summary>
    public static Markup Of(IHeaderDictionary headers, string? errorCode)
    {
        var identity = headers.Where(IsIdentity).ToList();
        return AreaPage.Of("Headers received", Markup.Of($"""
            <p class="lead">Each header as it arrived, and beside it its name in <code>$_SERVER</code> behind nginx and php-fpm.</p>
            {Fault(errorCode)}
            {Links(ReceivedIdentity.Of(headers).AccessToken)}
            {Section("Identity", identity)}
            {Section("Everything else", headers.Except(identity).ToList())}
            """));
    }

    private static Markup Fault(string? code) => code is null
        ? Markup.Empty
        : Markup.Of($"""<p class="note bad" role="alert">The tokens were not refreshed: <code>error_code={code}</code></p>""");

    private static Markup Links(string? accessToken) => accessToken is null
        ? Markup.Of($"""<p class="note bad">No access token was received, so there is no refresh link.</p>""")
        : Markup.Of($"""
            <p class="line"><a class="button main" href="{Vanity}?refresh={Here}&access_token={Uri.EscapeDataString(accessToken)}">Refresh the tokens</a>
              <a class="button" href="{Vanity}?info=json">Session info (JSON)</a> <a class="button" href="{Vanity}?logout=/">Log out</a></p>
            """);

    private static Markup Section(string title, List<KeyValuePair<string, StringValues>> headers) => Markup.Of($"""
        <section class="card"><h2>{title}</h2>{(headers.Count == 0 ? Markup.Of($"<p>None.</p>") : Table(title, headers))}</section>
        """);

    private static Markup Table(string title, List<KeyValuePair<string, StringValues>> headers) => Markup.Of($"""
        <div class="wide" role="region" aria-label="{title}" tabindex="0"><table><thead><tr><th scope="col">Header</th><th scope="col">Value</th><th scope="col">For PHP</th></tr></thead>
        <tbody>{Markup.Each(headers.OrderBy(header => PhpName.Key(header.Key), StringComparer.Ordinal).ThenBy(header => header.Key, StringComparer.Ordinal), Row)}</tbody></table></div>
        """);

    private static Markup Row(KeyValuePair<string, StringValues> header) => Markup.Of($"""
        <tr><td><code>{header.Key}</code></td><td>{header.Value.ToString()}</td><td>{Php(header.Key)}</td></tr>
        """);

    private static Markup Php(string header) => PhpName.IsShown(header)
        ? Markup.Of($"<code>{PhpName.Of(header)}</code>")
        : Markup.Of($"<small>{PhpName.Of(header)}</small>");

    private static bool IsIdentity(KeyValuePair<string, StringValues> header) =>
        PhpName.Key(header.Key) is var key
        && (key.StartsWith("HTTP_OIDC_", StringComparison.Ordinal) || key is "HTTP_REMOTE_USER" or "HTTP_AUTH_TYPE");
}
