using Xunit;

namespace Gateway.Tests.ApacheImport;

public sealed class ApacheParserTests : IDisposable
{
    private readonly ApacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_joined_trimmed_and_comments_left_out()
    {
        _folder.With("site.conf", "\uFEFF# a comment \\\n goes on\r\n\n  <Directory  \"/var/www/my site\" >\r\n\tRequire claim \\\n   trial:0\\\r\n level:1  \n</directory>\nListen 80 \\");

        Assert.Equal("Directory \"/var/www/my site\"\n  Require claim    trial:0 level:1\nListen 80\n", _folder.Tree());
    }

    [Fact]
    public void Variables_are_filled_in_from_above_and_from_the_command_line_and_from_nowhere_else()
    {
        _folder.With("site.conf", "DocumentRoot ${ROOT}/a\nDefine ROOT /srv\nDocumentRoot ${ROOT}/b\nDocumentRoot ${GIVEN}/${PATH}\nUnDefine ROOT\nDocumentRoot ${ROOT}\n");

        Assert.Equal("DocumentRoot ${ROOT}/a\nDocumentRoot /srv/b\nDocumentRoot /g/${PATH}\nDocumentRoot ${ROOT}\n", _folder.Tree(("GIVEN", "/g")));
    }

    [Fact]
    public void Conditions_that_can_be_told_are_carried_out_and_others_marked()
    {
        _folder.With("site.conf", """
            Define LIVE
            <IfDefine LIVE>
            A
            </IfDefine>
            <IfDefine !LIVE>
            Define NEVER
            </IfDefine>
            <IfDefine NEVER>
            B
            <IfDefine !OTHER>
            C
            </IfDefine>
            </IfDefine>
            <IfModule mod_authz_core.c>
            D
            </IfModule>
            <IfModule !authz_core_module>
            E
            </IfModule>
            <IfModule mod_foo.c>
            F
            </IfModule>
            LoadModule foo_module modules/mod_foo.so
            <IfModule !mod_foo.c>
            G
            </IfModule>
            """);

        Assert.Equal("IfDefine LIVE\n  A \nIfModule mod_authz_core.c\n  D \nIfModule? mod_foo.c\n  F \n", _folder.Tree());
    }

    [Theory]
    [InlineData(">= 2.4", "IfVersion >= 2.4\n  A \n")]
    [InlineData("!< 2.4", "IfVersion !< 2.4\n  A \n")]
    [InlineData("< 2.4", "")]
    [InlineData(">= 2.5", "")]
    [InlineData(">= 2.4.17", "IfVersion? >= 2.4.17\n  A \n")]
    [InlineData("2.4.57", "IfVersion? 2.4.57\n  A \n")]
    [InlineData("= /^2\\.4/", "IfVersion? = /^2\\.4/\n  A \n")]
    public void A_version_is_told_where_every_Apache_of_today_agrees(string condition, string tree)
    {
        _folder.With("site.conf", $"<IfVersion {condition}>\nA\n</IfVersion>\n");

        Assert.Equal(tree, _folder.Tree());
    }

    [Fact]
    public void Includes_come_in_the_order_of_their_names_and_start_at_the_server_root()
    {
        _folder.With("site.conf", $"Include conf/*.conf\nServerRoot {_folder.Root}/conf\nInclude one.conf\nIncludeOptional nothing*\nIncludeOptional none.conf\n")
            .With("conf/b.conf", "B").With("conf/a.conf", "A").With("conf/.hidden.conf", "HIDDEN").With("conf/other", "OTHER").With("conf/one.conf", "ONE");

        Assert.Equal($"A \nB \nONE \nServerRoot {_folder.Root}/conf\nONE \n", _folder.Tree());
    }

    [Fact]
    public void Macros_put_words_for_parameters_the_longest_name_first_and_may_hold_sections_and_macros()
    {
        _folder.With("site.conf", """
            <Macro Members $dir $directory %who>
              <Directory $directory/$dir>
                Require %who
              </Directory>
              Use Note $dir
            </Macro>
            <Macro Note $text>
              Note "$text"
            </Macro>
            Use members full /srv "claim trial:0"
            """);

        Assert.Equal("Directory /srv/full\n  Require claim trial:0\nNote \"full\"\n", _folder.Tree());
    }

    [Theory]
    [InlineData("<Directory /srv>\nRequire valid-user\n", "site.conf:1: <Directory> is opened here and never closed. Write </Directory> behind what it holds.\n  <Directory /srv>\n  ^")]
    [InlineData("A\n</Files>\n", "site.conf:2: closes a section that is not open here: </Files>.\n  </Files>\n  ^")]
    [InlineData("<Files x>\n</Directory>\n", "site.conf:2: closes Directory, but <Files> of line 1 is open.\n  </Directory>\n  ^")]
    [InlineData("<Directory /srv\n", "site.conf:1: a section begins with < and has no > at its end.\n  <Directory /srv\n                 ^")]
    [InlineData("Directory /srv\nRequire valid-user\n", "site.conf:1: Directory is a section. Write <Directory> around what it holds, and </Directory> behind it.\n  Directory /srv\n  ^")]
    [InlineData("<Directory /srv>\nrequireany\n</Directory>\n", "site.conf:2: requireany is a section. Write <requireany> around what it holds, and </requireany> behind it.\n  requireany\n  ^")]
    [InlineData("< >\n", "site.conf:1: a section without a name.\n  < >\n  ^")]
    [InlineData("<IfDefine A>\n<IfDefine B>\n</IfDefine>\n", "site.conf:1: <IfDefine> is opened here and never closed. Write </IfDefine> behind what it holds.\n  <IfDefine A>\n  ^")]
    [InlineData("Include \"a b", "site.conf:1: a quote is opened but not closed in: \"a b.\n  Include \"a b\n          ^")]
    [InlineData("Use Nothing a", "site.conf:1: Use names a macro that is not defined above: Nothing.\n  Use …\n  ^")]
    [InlineData("<Macro M $a>\n</Macro>\nUse M\n", "site.conf:3: Use gives 0 words to the macro M, which has 1 parameters.\n  Use …\n  ^")]
    [InlineData("Define \"s3cret", "site.conf:1: a quote is opened but not closed.\n  Define …\n  ^")]
    [InlineData("OIDCCryptoPassphrase s3cret\u0001", "site.conf:1: holds the control byte 0x01: this is no text file.\n  OIDCCryptoPassphrase …\n  ^")]
    [InlineData("Define SECRET of s3cret", "site.conf:1: Define takes a name and a value.\n  Define …\n  ^")]
    [InlineData("Include none.conf", "site.conf:1: there is no file none.conf.\n  Include none.conf\n  ^")]
    [InlineData("Include ${WHERE}/a.conf", "site.conf:1: Include holds ${WHERE}, which is not defined here. Say --define WHERE=VALUE.\n  Include ${WHERE}/a.conf\n  ^")]
    [InlineData("Include .", "site.conf:1: . is a folder. Write *.conf.\n  Include .\n  ^")]
    [InlineData("Include [ab].conf", "site.conf:1: sets of letters such as [a-z] are not read here. Write * or ?.\n  Include [ab].conf\n  ^")]
    [InlineData("Include |id", "site.conf:1: there is no file |id.\n  Include |id\n  ^")]
    [InlineData("<IfVersion ~ 2.4>\n</IfVersion>", "site.conf:1: <IfVersion> has the sign \"~\", which is none of = > >= < <=.\n  <IfVersion ~ 2.4>\n  ^")]
    [InlineData("Listen 80\u0001", "site.conf:1: holds the control byte 0x01: this is no text file.\n  Listen 80 \n           ^")]
    [InlineData("A\r\nListen 80\rB\r\n", "site.conf:2: has a carriage return within a line. Save the file with the line ends of Unix.\n  Listen 80 \n           ^")]
    [InlineData("</A\u0085B>\n", "site.conf:1: closes a section that is not open here: </A B>.\n  </A B>\n  ^")]
    public void What_Apache_would_not_read_is_refused_with_line_and_caret(string text, string fault)
    {
        _folder.With("site.conf", text);

        Assert.Equal(fault, _folder.Fault());
    }

    [Theory]
    [InlineData("/etc/passwd", "/etc/passwd", "/etc")]
    [InlineData("/etc/*", "/etc", "/etc")]
    [InlineData("/*", "/", "/")]
    [InlineData("../*/x", "PARENT", "PARENT")]
    [InlineData("/dev/zero", "/dev/zero", "/dev")]
    public void Files_outside_of_the_root_are_never_read_and_always_said(string pattern, string path, string folder)
    {
        var parent = Path.GetDirectoryName(_folder.Root)!;
        _folder.With("site.conf", $"IncludeOptional {pattern}\n");

        Assert.StartsWith(
            $"site.conf:1: {path} lies outside of . and was not read; rules may stand there. Say --include-root {folder} if it is meant.\n".Replace("PARENT", parent, StringComparison.Ordinal),
            _folder.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_out_of_the_root_is_no_way_out()
    {
        System.IO.File.CreateSymbolicLink(_folder.File("link.conf"), "/etc/passwd");
        _folder.With("site.conf", "Include link*\n");

        Assert.StartsWith("site.conf:1: link.conf lies outside of . and was not read", _folder.Fault(), StringComparison.Ordinal);
    }
}
