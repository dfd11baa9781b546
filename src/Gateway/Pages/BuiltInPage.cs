using System.Text.Encodings.Web;

namespace Gateway.Pages;

/// <summary>Our own page: one heading, one sentence, one link, the reference number. No scripts, no pictures, nothing from elsewhere.</summary>
internal static class BuiltInPage
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6575;--paper:#f4f5f7;--card:#fff;--line:#d9dde3;--accent:#0b57d0}
        @media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a8b0bb;--paper:#16181c;--card:#1f2227;--line:#353a42;--accent:#8ab4f8}}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--paper);color:var(--ink);
        font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main{width:100%;max-width:34rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:2rem 2.25rem}
        h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25;text-wrap:balance}
        p{margin:0 0 1rem;overflow-wrap:anywhere}
        a,button{display:inline-block;margin:.25rem 0 1rem;padding:.55rem 1.1rem;border:2px solid var(--accent);border-radius:.5rem;
        background:none;color:var(--accent);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
        button{background:var(--accent);color:var(--card)}
        a:hover,button:hover{text-decoration:underline}
        a:focus-visible,button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
        small{display:block;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
        main>:last-child,main>:last-child>*{margin-bottom:0}
        pre{margin:0;font:.875rem/1.6 ui-monospace,"Liberation Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
        code{font:inherit;font-variant-numeric:tabular-nums;letter-spacing:.06em}
        """;

    private static readonly (string Text, string Target) FirstPage = ("To the first page", "/");

    public static string Render(Refusal refusal, string reference)
    {
        // An empty address is the one asked for, whatever it is.
        var link = refusal.Link ?? (refusal.RetryAfter is null ? FirstPage : ("Try again now", ""));
        return Document(refusal.Message, $"""
            <h1>{Encode(refusal.Message)}</h1>
            <p>{Encode(refusal.Description)}</p>
            {Anchor(link)}
            <small>If you write to the site's support, give them this reference: <code>{reference}</code></small>
            """);
    }

    /// <summary>A question with one button that posts back to the very URL asked for, and a link for whoever does not want to.</summary>
    public static string Confirm(string heading, string question, string button, string otherwise, string action) => Document(heading, $"""
        <h1>{Encode(heading)}</h1>
        <p>{Encode(question)}</p>
        <form method="post" action="{Encode(action)}"><button type="submit">{Encode(button)}</button></form>
        {Anchor((otherwise, "/"))}
        """);

    /// <summary>A statement, and the way to the first page.</summary>
    public static string Plain(string heading, string text) => Document(heading, $"<h1>{Encode(heading)}</h1><p>{Encode(text)}</p>{Anchor(FirstPage)}");

    /// <summary>Data for a person to read, as it stands.</summary>
    public static string Data(string heading, string data) => Document(heading, $"<h1>{Encode(heading)}</h1><pre>{Encode(data)}</pre>");

    private static string Anchor((string Text, string Target) link) => $"<p><a href=\"{Encode(link.Target)}\">{Encode(link.Text)}</a></p>";

    private static string Document(string title, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{Encode(title)}</title>
        <style>{Style}</style>
        </head>
        <body><main>{body}</main></body>
        </html>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
