namespace Gateway.Demo;

/// <summary>How the pages of the demo look: one plain stylesheet, light or dark as the browser prefers, no scripts.</summary>
internal static class Look
{
    /// <summary>Content-Security-Policy of these pages. No `form-action`: a login form ends on the Gateway's origin.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

    private const string Css = """
        :root{color-scheme:light dark;--paper:#f5f6f8;--card:#fff;--ink:#1c2330;--soft:#566073;--line:#cfd5df;--accent:#1d4f91;--on:#fff;
        --good:#e3f4e8;--goodink:#14532d;--bad:#fdeaea;--badink:#8a1c1c}
        .area{--accent:#7a2e5d}
        @media (prefers-color-scheme:dark){:root{--paper:#12161d;--card:#1b212b;--ink:#e8ecf2;--soft:#a7b1c2;--line:#3a4454;--accent:#8ab8f5;--on:#0d1420;
        --good:#14331f;--goodink:#b6e8c6;--bad:#431a1a;--badink:#ffc9c9}.area{--accent:#f0a6d2}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
        .inner{max-width:60rem;margin:0 auto;padding:0 1.25rem}.narrow{max-width:38rem}
        .band{background:var(--card);border-bottom:1px solid var(--line);border-top:4px solid var(--accent)}
        .band .inner{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;align-items:center;min-height:3.4rem;padding-top:.4rem;padding-bottom:.4rem}
        .brand{font-weight:700;letter-spacing:.04em;color:var(--ink);text-decoration:none}
        .tag{border:1px solid var(--soft);color:var(--soft);border-radius:1rem;padding:0 .7rem;font-size:.85rem}
        nav{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}nav a{padding:.4rem 0}
        main.inner{padding-top:2.2rem;padding-bottom:1rem}
        footer.inner{color:var(--soft);font-size:.9rem;padding-top:1rem;padding-bottom:2.5rem}
        h1{font-size:1.8rem;line-height:1.25;margin:0 0 .8rem}h2{font-size:1.1rem;margin:0 0 .6rem}
        a{color:var(--accent);text-underline-offset:.15em}.lead{font-size:1.08rem}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        .card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.25rem;margin:0 0 1.1rem}
        .card h2:not(:first-of-type){margin-top:1.4rem}.card>:last-child{margin-bottom:0}
        .note{border-radius:.5rem;padding:.6rem .9rem}.good{background:var(--good);color:var(--goodink)}.bad{background:var(--bad);color:var(--badink)}
        button,.button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:.45rem;padding:.5rem 1rem;
        min-height:2.75rem;cursor:pointer;text-decoration:none;display:inline-block}
        button:hover,.button:hover{border-color:var(--accent)}
        .main{background:var(--accent);border-color:var(--accent);color:var(--on);font-weight:600}
        .quiet{background:none;border-color:transparent;color:var(--accent);text-decoration:underline;text-underline-offset:.15em;padding-left:0}
        input:not([type=radio],[type=checkbox],[type=hidden]){font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);
        border-radius:.45rem;padding:.5rem .7rem;min-height:2.75rem}
        input[type=radio],input[type=checkbox]{width:1.15rem;height:1.15rem;accent-color:var(--accent);vertical-align:-.2rem;margin:0 .35rem 0 0}
        .picks{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.7rem}
        .picks button{text-align:left;padding:.7rem 1rem}.picks span{display:block;color:var(--soft);font-size:.92rem}
        .line{display:flex;flex-wrap:wrap;gap:.7rem;align-items:center}.line input{flex:1 1 12rem}.spread{justify-content:space-between}
        .setting{display:grid;grid-template-columns:10.5rem 1fr;gap:.2rem 1rem;align-items:baseline;border:0;border-top:1px solid var(--line);margin:0;padding:.6rem 0}
        fieldset.setting{display:block}fieldset.setting legend{float:left;width:11.5rem;padding:0;font-weight:600}
        .setting>label{font-weight:600}.choice{display:inline-block;min-width:5.5rem}small{color:var(--soft);font-size:.92rem}
        .setting+.line{margin-top:1rem}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.4rem;margin:0}dt{color:var(--soft)}dd{margin:0;font-weight:600;overflow-wrap:anywhere}
        table{border-collapse:collapse;width:100%;font-size:.95rem}th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;border-top:1px solid var(--line)}
        thead th{border-top:0;color:var(--soft);font-weight:600}td{overflow-wrap:break-word}.wide td,pre{overflow-wrap:anywhere}code{font:.93em/1.5 ui-monospace,"Liberation Mono",monospace;overflow-wrap:anywhere}
        section.card+p,p.line{margin:1.1rem 0}.wide{overflow-x:auto}.wide code{white-space:nowrap}.wide td:nth-child(2){min-width:9rem}.wide td:last-child{min-width:12rem}ol{padding-left:1.3rem;margin-top:0}li+li{margin-top:.35rem}
        .setting>span:has(>[type=checkbox]){display:flex;gap:.2rem;align-items:baseline}
        @media (max-width:40rem){.setting{grid-template-columns:1fr}fieldset.setting legend{width:100%}th,td{padding-right:.6rem}
        .wide thead{display:none}.wide tr,.wide td{display:block}.wide tr{border-top:1px solid var(--line);padding:.5rem 0}.wide td{border:0;padding:.1rem 0}
        .wide code{white-space:normal}.wide td:first-child{font-weight:600}.wide td:last-child::before{content:"PHP: ";color:var(--soft)}}
        """;

    /// <summary>A whole page; the class on its body chooses the accent colour.</summary>
    public static Markup Page(string title, string look, Markup body) => Markup.Of($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title><link rel="icon" href="data:,"><style>{new Markup(Css)}</style></head>
        <body class="{look}">
        {body}
        </body></html>
        """);
}
