using System.Text.Json;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>What <c>gateway upstream-config</c> says and writes; that it works is shown by real servers in the journeys.</summary>
public sealed class UpstreamConfigTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public UpstreamConfigTests() => _folder.With("UpstreamSecret", "\"an upstream secret that is long enough\"").With("UpstreamProof", "\"Secret\"")
        .With("Paths", """{ "/": "all granted", "/vip/": { "RequireAll": [ "claim trial:0", "claim plan.name~^gold$" ] } }""");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("apache", "SetEnvIf OIDC-Gateway-Secret \"^{0}$\" GATEWAY", "req_novary('OIDC-CLAIM-{1}') =~ /^(.+)$/\" OIDC_CLAIM_{2}=$1")]
    [InlineData("nginx", "if ($http_oidc_gateway_secret != \"{0}\") {{", "fastcgi_param OIDC_CLAIM_{2} $http_oidc_claim_{3} if_not_empty;")]
    public async Task It_lists_the_claims_that_the_site_names_and_those_asked_for(string server, string compares, string line)
    {
        _folder.Read();

        var said = await Said.ByAsync("upstream-config", server, "--config", _folder.File, "--claim", "status", "--claim", "Nick-name");

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Contains(string.Format(null, compares, _folder.GoodSite().UpstreamSecret!.Shared), said.Output, StringComparison.Ordinal);
        foreach (var (header, variable, nginx) in new[] { ("username", "username", "username"), ("trial", "trial", "trial"), ("plan", "plan", "plan"), ("status", "status", "status"), ("Nick-name", "Nick-name", "nick_name"), ("at-hash", "at_hash", "at_hash") })
            Assert.Contains(string.Format(null, line, "", header, variable, nginx), said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh_token", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("an upstream secret", said.Output, StringComparison.Ordinal);
        Assert.All(said.Output.Split('\n'), text => Assert.Equal(text.TrimEnd(), text));
    }

    [Fact]
    public async Task Its_names_are_those_by_which_the_site_hands_over()
    {
        _folder.With("Identity", """{ "ClaimPrefix": "MEMBER_", "OnlyClaims": [ "trial", "plan", "level", "sub" ], "PassAccessToken": false, "PassRefreshToken": true, "PassUserInfoAs": [ "Json" ] }""").Read();

        var said = await Said.ByAsync("upstream-config", "nginx", "--config", _folder.File, "--json");

        var variables = JsonDocument.Parse(said.Output).RootElement.GetProperty("variables").EnumerateArray().Select(name => name.GetString());
        Assert.Equal(["MEMBER_trial", "MEMBER_plan", "MEMBER_sub", "MEMBER_level", "OIDC_userinfo_json", "OIDC_refresh_token", "OIDC_gateway_degraded"], variables);
    }

    [Fact]
    public async Task Files_are_written_for_root_alone_and_it_says_where_each_belongs()
    {
        _folder.Read();

        var said = await Said.ByAsync("upstream-config", "nginx", "--config", _folder.File, "--out", _folder.Folder);

        Assert.Equal($"""
            Written: {_folder.Folder}/gateway-example-server.conf, for this user alone (mode 600). Include it in the server block.
            Written: {_folder.Folder}/gateway-example-php.conf, for this user alone (mode 600). Include it in the location that runs PHP, behind fastcgi_params.

            """.ReplaceLineEndings("\n"), said.Output);
        Assert.Equal((0, ""), (said.Code, said.Errors));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Folder, "gateway-example-server.conf")));
        Assert.StartsWith("# Gateway, site \"example\"", await File.ReadAllTextAsync(Path.Combine(_folder.Folder, "gateway-example-php.conf"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machines_get_the_same()
    {
        _folder.With("UpstreamProof", "\"Both\"").Read();

        var said = await Said.ByAsync("upstream-config", "apache", "--config", _folder.File, "--json");

        var json = JsonDocument.Parse(said.Output).RootElement;
        Assert.Equal(("example", "apache"), (json.GetProperty("site").GetString(), json.GetProperty("server").GetString()));
        Assert.Contains("OIDC_CLAIM_trial", json.GetProperty("variables").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("gateway-example.conf", json.GetProperty("files")[0].GetProperty("name").GetString());
        Assert.Contains("Require env GATEWAY", json.GetProperty("files")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("UpstreamProof is \"Both\": the signed envelope is sent too, and nothing here reads it. \"UpstreamProof\": \"Secret\" saves it.", json.GetProperty("note").GetString());
        Assert.Equal((0, ""), (said.Code, said.Errors));
    }

    [Theory]
    [InlineData("UpstreamSecret", null, "UpstreamSecret: missing. Write file:PATH of a file that \"openssl rand -base64 32\" has filled.")]
    [InlineData("UpstreamProof", "\"Assertion\"", "UpstreamProof: \"Assertion\" shows the web server no secret. Write \"Secret\" or \"Both\".")]
    [InlineData("Identity", "{ \"Headers\": \"Underscore\" }", "Identity.Headers: without hyphens no name of a header passes a web server. Write \"Hyphen\" or \"Both\".")]
    [InlineData("Identity", "{ \"PassClaimsAs\": \"Environment\" }", "Identity.PassClaimsAs: the web server is told by headers. Write \"Headers\" or \"Both\".")]
    [InlineData("Upstream", "{ \"FastCgi\": \"127.0.0.1:9000\", \"Root\": \"FOLDER\" }", "Upstream: is no web server. php-fpm is told by Gateway itself.")]
    public async Task A_site_that_no_server_could_know_is_a_fault(string setting, string? json, string expected)
    {
        if (json is null) _folder.Without("UpstreamProof").Without(setting).Read();
        else _folder.With(setting, json.Replace("FOLDER", _folder.Folder, StringComparison.Ordinal)).Read();

        var said = await Said.ByAsync("upstream-config", "apache", "--config", _folder.File);

        Assert.Equal((1, "", $"{_folder.File}: site \"example\": {expected}\n"), (said.Code, said.Output, said.Errors));
    }

    [Fact]
    public async Task Wrong_use_and_a_faulty_file_are_told_apart()
    {
        _folder.Read();

        var server = await Said.ByAsync("upstream-config", "lighttpd", "--config", _folder.File);
        var site = await Said.ByAsync("upstream-config", "apache", "--config", _folder.File, "--site", "other");
        var folder = await Said.ByAsync("upstream-config", "apache", "--config", _folder.File, "--out", _folder.Folder + "/none");
        _folder.With("Origins", "[]").Read();
        var faulty = await Said.ByAsync("upstream-config", "apache", "--config", _folder.File);

        var claim = await Said.ByAsync("upstream-config", "apache", "--config", _folder.File, "--claim", "a$b");
        Assert.Equal((2, 2), (claim.Code, site.Code));
        Assert.Contains("--claim \"a$b\": a web server can be told names of letters, digits, _ - and . only.", claim.Errors, StringComparison.Ordinal);
        Assert.Equal((2, 2, 1, 1), (server.Code, site.Code, folder.Code, faulty.Code));
        Assert.Equal($"--site \"other\" is not in {_folder.File}. Its sites: example.\n", site.Errors);
        Assert.StartsWith($"{_folder.Folder}/none cannot be written to: ", folder.Errors, StringComparison.Ordinal);
    }
}
