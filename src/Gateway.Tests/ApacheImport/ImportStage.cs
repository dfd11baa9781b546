using Gateway.Sites;
using Gateway.Tests.Commands;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary><c>gateway import-apache</c> over a folder of Apache's, and the folder of what it writes.</summary>
internal sealed class ImportStage : IDisposable
{
    /// <summary>The OP of a site.</summary>
    public const string Base = """
        OIDCProviderMetadataURL https://nats.example.com/.well-known/member-openid-configuration
        OIDCClientID 1,2,3
        OIDCClientSecret "s3cret"
        OIDCRedirectURI /members/vanity.php
        OIDCCryptoPassphrase a-passphrase-of-the-tests

        """;

    /// <summary>A section that needs a member.</summary>
    public const string Members = """
        <Directory /var/www/site/members>
          AuthType openid-connect
          Require valid-user
        </Directory>

        """;

    public ApacheFolder Folder { get; } = new();

    public string Output => Folder.File("out");

    /// <summary>A virtual host with an OP and this text.</summary>
    public static string Host(string text) => $"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot /var/www/site\n{Base}{text}</VirtualHost>\n";

    /// <summary>A report without its line breaks.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A file that nobody else may read.</summary>
    public static void AssertOursAlone(string file)
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    /// <summary>What is said of <c>site.conf</c>, which has this text unless it is null.</summary>
    public Task<Said> ImportAsync(string? text, params string[] arguments)
    {
        if (text is not null) Folder.With("site.conf", text);
        return SaidAsync(["import-apache", Folder.File("site.conf"), "--out", Output, .. arguments]);
    }

    /// <summary>What was written, as Gateway reads it.</summary>
    public GatewayConfiguration Read()
    {
        var read = ConfigurationReader.Read(Path.Combine(Output, "gateway.json"), _ => null);
        Assert.Empty(read.Faults);
        return read.Configuration!;
    }

    public Task<string> TextAsync(string name) => File.ReadAllTextAsync(Path.Combine(Output, name), TestContext.Current.CancellationToken);

    public void Dispose() => Folder.Dispose();

    // Paths as if it had been started in the folder of its output.
    private async Task<Said> SaidAsync(string[] arguments)
    {
        var said = await Said.ByAsync(arguments);
        return said with { Output = said.Output.Replace(Output + "/", "", StringComparison.Ordinal) };
    }
}
