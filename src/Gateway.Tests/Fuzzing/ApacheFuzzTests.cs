using System.Text;
using Gateway.ApacheImport;
using Gateway.Sites;
using Gateway.Tests.ApacheImport;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>Any text as a virtual host: refused at a place, or read as what it says, and imported into a file that can be read.</summary>
public sealed class ApacheFuzzTests : IDisposable
{
    private static readonly string Base = File.ReadAllText(Path.Combine(ImportCase.Folder, "base.conf"));

    private static readonly Fuzz Hosts = new("apache",
        [
            Base, $"<VirtualHost *:443>\nServerName a.example\nSSLEngine on\nDocumentRoot /nowhere/site\n{Base}<LocationMatch \"^/x(a|b)\">\nRequire claim trial:0\n</LocationMatch>\n</VirtualHost>\n",
            $"{Base}<Macro M $a $b>\n<Location $a>\nAuthType openid-connect\n<RequireAll>\nRequire $b\n<RequireNone>\nRequire claim \"a b\"\n</RequireNone>\n</RequireAll>\n</Location>\n</Macro>\nUse M /x valid-user\nUse M /y \"claim trial:1\"\n",
            $"{Base}Define R /nowhere\n<IfDefine R>\n<Directory ${{R}}/a>\nOrder deny,allow\nDeny from all\nSatisfy Any\n</Directory>\n</IfDefine>\n<IfModule mod_x.c>\n<Limit POST>\nRequire all denied\n</Limit>\n</IfModule>\n<Files *.zip>\nRequire \\\n user a\n</Files>\n",
            $"{Base}Alias /m /nowhere/site/members\nRewriteEngine on\nRewriteRule ^/v/(.*)$ /members/$1 [L]\nErrorDocument 401 /unauth.php\nOIDCUnAuthAction pass\nOIDCPathScope x\n",
        ],
        "\n", " ", "\t", "\\\n", "\\", "\"", "'", "<", ">", "</", "#", "${R}", "${", "}", "*", "?", "[a-z]", "~", "^", "$", "(", ")", "/", "/members", "..", "%", "é", "Require ", "not ", "all granted", "claim ", "claim trial:0", "valid-user", "env X", "ip 10.0.0.0/8", "expr true",
        "<Directory /nowhere/b>\n", "</Directory>\n", "<Location />\n", "</Location>\n", "<DirectoryMatch ^/>\n", "<Files x>\n", "<If \"true\">\n", "</If>\n", "<RequireAny>\n", "</RequireAny>\n", "<LimitExcept GET>\n", "</LimitExcept>\n", "<IfModule !x>\n", "</IfModule>\n", "<Macro N $x>\n", "</Macro>\n", "Use M /z valid-user\n", "Use N a\n", "Define R x\n",
        "AuthType Basic\n", "AuthType openid-connect\n", "AuthMerging And\n", "OIDCSessionInactivityTimeout 0\n", "OIDCRedirectURI https://b.example/v\n", "ServerAlias b.example\n", "ProxyPass / http://127.0.0.1:1/\n", "Options MultiViews\n");

    private readonly ApacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_read_and_printed_is_read_as_the_same_and_what_is_imported_can_be_read() => Hosts.Run((byte[] bytes) =>
    {
        File.WriteAllBytes(_folder.File("site.conf"), bytes);
        try
        {
            var (tree, empty) = Read();
            var printed = Printed(tree);
            if (!empty && IsPlain(printed))
            {
                _folder.With("site.conf", printed);
                Assert.Equal(printed, Printed(Read().Tree));
            }

            return Import(tree, bytes);
        }
        catch (ApacheFaultException fault)
        {
            Assert.DoesNotContain(fault.Message, letter => char.IsControl(letter) && letter != '\n');
            return fault.Fault[^Math.Min(25, fault.Fault.Length)..];
        }
    });

    private (IReadOnlyList<ApacheDirective> Tree, bool Empty) Read()
    {
        var parser = new ApacheParser(new ApacheFiles([_folder.Root], _folder.Root), new Definitions(new Dictionary<string, string>()));
        var tree = parser.Read(_folder.File("site.conf"));
        return (tree, tree.Count == 0);
    }

    private string Import(IReadOnlyList<ApacheDirective> tree, byte[] bytes)
    {
        if (Words(tree).Any(Directory.Exists)) return "folders of this machine";

        File.WriteAllBytes(_folder.File("site.conf"), bytes);
        var importer = Importer.Read(new ImportRequest([_folder.File("site.conf")], [_folder.Root], new Dictionary<string, string>()));
        importer.Import(new ImportAnswers(importer.NeedsOrigin ? "https://members.example.com" : null, "/nowhere/site", importer.NeedsUpstream ? "http://127.0.0.1:8081" : null));
        foreach (var (name, secret) in importer.Sites.Append(importer.File).SelectMany(site => site.Secrets)) File.WriteAllText(_folder.File(name), secret);
        File.WriteAllText(_folder.File("gateway.json"), importer.Text());
        var faults = ConfigurationReader.Read(_folder.File("gateway.json"), _ => null).Faults;
        Assert.DoesNotContain(faults, fault => fault.Remedy.StartsWith("no ", StringComparison.Ordinal) || fault.Remedy.Contains("stands twice", StringComparison.Ordinal) || fault.Remedy.Contains("no setting", StringComparison.Ordinal));
        return string.Join(',', importer.Findings.All.Select(finding => $"{finding.Kind}{finding.Directive}").Distinct().Order(StringComparer.Ordinal).Take(12)) + faults.Count;
    }

    private static IEnumerable<string> Words(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.Arguments.Split(' ', '\t', '"', '\'', '>').Concat(Words(one.Children ?? []))).Where(word => word.StartsWith('/') || word.StartsWith('.'));

    // Conditions that were told have been carried out.
    private static string Printed(IReadOnlyList<ApacheDirective> directives)
    {
        var text = new StringBuilder();
        foreach (var directive in directives)
        {
            var line = $"{directive.Name} {directive.Arguments}".TrimEnd();
            if (directive.IsTransparent) text.Append(Printed(directive.Children!));   // a section
            else if (directive.Children is { } children) text.Append('<').Append(line).Append(">\n").Append(Printed(children)).Append("</").Append(directive.Name).Append(">\n");
            else text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    // What a variable or a macro has made of a line may be no line of a file.
    private static bool IsPlain(string printed) => printed.Length > 0 && printed.Split('\n').All(line => !line.StartsWith('#') && !line.EndsWith('\\') && !line.StartsWith('\uFEFF')
        && !line.StartsWith("Define", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Use", StringComparison.OrdinalIgnoreCase));
}
