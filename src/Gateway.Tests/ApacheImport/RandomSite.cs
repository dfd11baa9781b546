using System.Globalization;
using System.Text;

namespace Gateway.Tests.ApacheImport;

/// <summary>
/// Makes up a virtual host over the tree of <see cref="TriedHost"/>: sections, files, locations, rewrites, aliases, <c>.htaccess</c>, merged
/// every which way.
/// </summary>
internal sealed class RandomSite
{
    private readonly Random _random;
    private readonly string _root;
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _htaccess = [];
    private readonly List<string> _further = [];

    public RandomSite(int seed, string root)
    {
        (_random, _root) = (new Random(seed), root);
        Write();
        Host = new TriedHost($"site{seed}.example", root, _text.ToString(), _htaccess, Paths());
    }

    public TriedHost Host { get; }

    // Twenty URLs: files, folders, what is rewritten, and a path behind a file.
    private string[] Paths()
    {
        var all = TriedHost.Folders.SelectMany(folder => TriedHost.Files.Select(file => $"{folder}/{file}")).Concat(TriedHost.Folders.Select(folder => folder + "/"))
            .Concat(["/members", .. _further]).ToArray();
        _random.Shuffle(all);
        return all[..20];
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string One(params string[] texts) => texts[_random.Next(texts.Length)];

    private void Write()
    {
        _text.Append(CultureInfo.InvariantCulture, $"DocumentRoot {_root}\n<Directory {_root}>\nAllowOverride {One("None", "All", "All")}\n{One("Require all granted", "Require all granted", "")}\n</Directory>\n");
        if (Chance(40)) Add($"Alias /media {_root}/members/full\n", "/media/film.mp4", "/media/deep/a.html", "/media/", "/media/data.zip");
        if (Chance(20)) Add($"Alias /other {_root}/members\n", "/other/a.html", "/other/full/film.mp4");
        for (var at = _random.Next(1, 5); at > 0; at--) Section($"<Directory {_root}{One(TriedHost.Folders)}>", "</Directory>", files: Chance(40));
        if (Chance(15)) Section($"<Directory {_root}/*/full>", "</Directory>", files: false);
        if (Chance(15)) Section($"<DirectoryMatch \"^{_root}/members/(full|sub)\">", "</DirectoryMatch>", files: false);
        for (var at = _random.Next(0, 3); at > 0; at--) FilesSection();
        for (var at = _random.Next(0, 3); at > 0; at--)
        {
            if (Chance(60)) Section($"<Location {One("/members", "/members/", "/members/full", "/pub", "/pub/a.html", "/", "/media")}>", "</Location>", files: false);
            else Section($"<LocationMatch \"{One("^/members/.*\\\\.mp4$", "\\\\.zip$", "/full/", "^/(pub|members)/sub", "a\\\\.html$")}\">".Replace("\\\\", "\\", StringComparison.Ordinal), "</LocationMatch>", files: false);
        }

        if (Chance(25))
        {
            _text.Append("RewriteEngine On\n");
            switch (_random.Next(5))
            {
                case 0: Add("RewriteRule ^/watch/(.*)$ /members/full/$1\n", "/watch/film.mp4", "/watch/deep/a.html", "/watch/index.html"); break;
                case 1: Add("RewriteRule ^/watch/(.*)$ /members/$1 [L]\n", "/watch/film.mp4", "/watch/full/a.html", "/watch/data.zip"); break;
                case 2: Add("RewriteRule ^/pub/go/(.*)$ /members/full/$1 [PT]\n", "/pub/go/a.html", "/pub/go/secret.txt"); break;
                case 3: Add("RewriteRule ^/members/a\\.html$ /pub/a.html\n", "/members/a.html"); break;
                default: Add("RewriteRule ^/pub/(a|index)$ /pub/$1.html\n", "/pub/a", "/pub/index"); break;
            }
        }

        if (Chance(10)) Add($"<Directory {_root}/members>\nOptions +MultiViews +FollowSymLinks\n</Directory>\n", "/members/a", "/members/full/film", "/members/data");
        if (Chance(10)) Add($"<Directory {_root}/pub>\nOptions +FollowSymLinks\nRewriteEngine On\nRewriteRule ^go/(.*)$ /members/$1\n</Directory>\n", "/pub/go/a.html", "/pub/go/full/film.mp4");
        if (Chance(10)) Add($"<Directory {_root}/pub>\nFallbackResource /members/a.html\n</Directory>\n", "/pub/nothing", "/pub/sub/nothing.html");
        if (Chance(35)) _htaccess[_root + One(TriedHost.Folders)] = Access();
        if (Chance(10)) _text.Append("<Location /pub>\n<If \"%{REQUEST_URI} =~ /film/\">\nRequire all denied\n</If>\n</Location>\n");
    }

    private void Add(string text, params string[] paths)
    {
        _text.Append(text);
        _further.AddRange(paths);
    }

    private void Section(string open, string close, bool files)
    {
        _text.Append(open).Append('\n').Append(Access());
        if (files) FilesSection();
        _text.Append(close).Append('\n');
    }

    private void FilesSection()
    {
        var isMatch = Chance(40);
        var pattern = isMatch ? One("\\.(mp4|zip)$", "^data", "secret", "^a\\.html$|\\.mp4$") : One("*.zip", "a.html", "secret.*", "index.html", "*", "film.???");
        _text.Append(isMatch ? $"<FilesMatch \"{pattern}\">\n" : $"<Files \"{pattern}\">\n").Append(Access()).Append(isMatch ? "</FilesMatch>\n" : "</Files>\n");
    }

    private string Access()
    {
        var text = new StringBuilder();
        if (Chance(75)) text.Append("AuthType openid-connect\n");
        if (Chance(15)) text.Append(CultureInfo.InvariantCulture, $"AuthMerging {One("And", "Or", "Off")}\n");
        if (Chance(12)) text.Append(One("Order deny,allow\nDeny from all\n", "Order allow,deny\nAllow from all\n", "Order allow,deny\nAllow from all\nSatisfy Any\n", "Order deny,allow\nDeny from all\nSatisfy Any\n"));
        switch (_random.Next(10))
        {
            case 0: text.Append("<RequireAll>\nRequire claim trial:0\nRequire claim status:1\n</RequireAll>\n"); break;
            case 1: text.Append("<RequireAll>\nRequire valid-user\nRequire not claim status:1\n</RequireAll>\n"); break;
            case 2: text.Append("<RequireAny>\nRequire user trial\nRequire claim trial:0 status:1\n</RequireAny>\n"); break;
            case 3: text.Append("<RequireAll>\nRequire valid-user\n<RequireNone>\nRequire user expired\n</RequireNone>\n</RequireAll>\n"); break;
            case 4: text.Append("Require valid-user\nRequire claim trial:0\n"); break;
            case 5: text.Append(Chance(50) ? "<Limit POST>\nRequire claim trial:0\n</Limit>\n" : "<LimitExcept GET>\nRequire claim status:1\n</LimitExcept>\n"); break;
            default: text.Append(One("Require all granted\n", "Require all denied\n", "Require valid-user\n", "Require claim trial:0\n", "Require claim status:1\n", "Require user full\n", "Require env NOT_SET\n", "")); break;
        }

        return text.ToString();
    }
}
