using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>A FastCGI application as upstream, as it is written.</summary>
internal sealed class FastCgiOptions : SectionOptions
{
    /// <summary>
    /// Required: <c>unix:/run/php/php-fpm.sock</c> or <c>127.0.0.1:9000</c>, or a list of several. Replaces <c>SetHandler
    /// "proxy:unix:…|fcgi://…"</c> and <c>AddHandler application/x-httpd-php</c>.
    /// </summary>
    public JsonElement? FastCgi { get; set; }

    /// <summary>Required: the folder of the site as the application sees it. Replaces <c>DocumentRoot</c>.</summary>
    public string? Root { get; set; }

    /// <summary>The same folder as Gateway sees it. Default: <see cref="Root"/>. Apache has no such setting.</summary>
    public string? LocalRoot { get; set; }

    /// <summary>Which file stands for a folder, the first that is there. Default: index.php, index.html. Replaces <c>DirectoryIndex</c>.</summary>
    public List<string>? Index { get; set; }

    /// <summary>The script for every path without a file. Default: none, which is 404. Replaces <c>FallbackResource</c>.</summary>
    public string? FrontController { get; set; }

    /// <summary>Folders in which nothing runs, such as uploads. Default: none. Replaces <c>php_admin_flag engine off</c>.</summary>
    public List<string>? NoScripts { get; set; }

    /// <summary>Endings of files that run. Default: .php. Replaces <c>&lt;FilesMatch \.php$&gt;</c>.</summary>
    public List<string>? Scripts { get; set; }

    /// <summary>Folders outside of the root to which links in it may lead. Default: none. Replaces <c>Options FollowSymLinks</c>.</summary>
    public List<string>? Links { get; set; }

    /// <summary><c>Ignored</c>: serve although the root holds <c>.htaccess</c> files. Default: refuse. Replaces <c>AllowOverride None</c>.</summary>
    public string? Htaccess { get; set; }

    /// <summary>Variables for the scripts. Default: none. Replaces <c>SetEnv</c>.</summary>
    public Dictionary<string, string>? Environment { get; set; }

    /// <summary>How many requests run at once at each address, 1 to 10,000. Default: 200. Replaces <c>ProxySet max=</c>.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? Connections { get; set; }

    /// <summary>How many more may wait, 0 to 100,000; who comes then gets 503. Default: 400. Apache has no such setting.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? Queue { get; set; }

    /// <summary>Whether connections are used again; an idle one occupies a worker. Default: false. Replaces <c>enablereuse=on</c>.</summary>
    public bool? KeepAlive { get; set; }

    /// <summary>
    /// The largest upload without a length that is taken, kept on disk until it is whole: bytes, or <c>500M</c>, <c>1G</c>; 0 takes none
    /// and answers 411. Default: 1G. Replaces <c>LimitRequestBody</c> for these.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? Spool { get; set; }
}
