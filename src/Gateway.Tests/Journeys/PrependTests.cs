using System.Text.RegularExpressions;
using Gateway.Tests.Conventions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What an owner may set of <c>gateway-prepend.php</c>, what he may forget, and on which PHP it runs.</summary>
public sealed partial class PrependTests
{
    // Everything that it calls was there in PHP 5.6 and is there in 8.x.
    private static readonly string[] Functions =
    [
        "array", "array_keys", "base64_decode", "base64_encode", "call_user_func", "count", "error_log", "explode", "file_get_contents", "getenv", "hash_equals", "hash_hmac", "header",
        "http_response_code", "implode", "is_array", "isset", "json_decode", "preg_match", "preg_replace", "rtrim", "strlen", "strncmp", "strtr", "substr", "unset",
        "if", "for", "foreach", "function",
    ];

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task F80_Where_a_request_may_come_without_an_assertion_it_names_nobody(PhpKind kind)
    {
        using var area = new PhpArea();
        area.Script("dump.php", "/members/x.php");
        UpstreamFiles.Edit.Value = text => text
            .Replace("SetEnv GATEWAY_SITE ", "SetEnv GATEWAY_OPTIONAL 1\nSetEnv GATEWAY_SITE ", StringComparison.Ordinal)
            .Replace("env[GATEWAY_SITE]", "env[GATEWAY_OPTIONAL] = 1\nenv[GATEWAY_SITE]", StringComparison.Ordinal)
            .Replace("export GATEWAY_SITE", "export GATEWAY_OPTIONAL=1 GATEWAY_SITE", StringComparison.Ordinal);
        await using var php = await PhpUpstream.StartAsync(kind, area);

        var dump = PhpDump.Of(await DirectRequest.SendAsync(php, "GET", SignedRequest.Page,
            KeyValuePair.Create("OIDC-CLAIM-trial", "forged"), KeyValuePair.Create("OIDC_CLAIM_trial", "forged"), KeyValuePair.Create("Remote-User", "forged"), KeyValuePair.Create("OIDC-Gateway-Secret", "forged"),
            KeyValuePair.Create("Authorization", "Basic Zm9yZ2VkOmZvcmdlZA==")));

        Assert.Equal(("", null, null, null), (dump["REMOTE_USER"], dump["AUTH_TYPE"], dump["PHP_AUTH_USER"], dump["PHP_AUTH_PW"]));
        Assert.DoesNotContain(dump.Server, one => one.Value.Contains("forged", StringComparison.Ordinal) || one.Key.Contains("OIDC", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(403, (await DirectRequest.SendAsync(php, "GET", SignedRequest.Page, KeyValuePair.Create("OIDC-Gateway-Assertion", "forged"))).Status);
    }

    [Theory]
    [InlineData("GATEWAY_SITE=example", "GATEWAY_SITE=")]
    [InlineData("/upstream-secret", "/no-such-file")]
    [InlineData("/etc/gateway/upstream-secret", "/dev/null")]
    public async Task What_is_not_set_up_shows_nothing(string right, string wrong)
    {
        using var area = new PhpArea();
        area.Script("dump.php", "/public/dump.php");
        UpstreamFiles.Edit.Value = text => text.StartsWith("#!", StringComparison.Ordinal) ? text.Replace(right, wrong, StringComparison.Ordinal) : text;
        await using var php = await PhpUpstream.StartAsync(PhpKind.BuiltIn, area);

        var answer = await DirectRequest.SendAsync(php, "GET", "/public/dump.php");

        Assert.Equal((500, "This site is not set up completely.\n"), (answer.Status, answer.Text));
    }

    [Fact]
    public void It_is_written_in_what_PHP_5_6_and_8_have_in_common()
    {
        var code = Comments().Replace(File.ReadAllText(Path.Combine(Sources.Root, "deploy", "upstream", "gateway-prepend.php")), "");

        Assert.Empty(Calls().Matches(code).Select(call => call.Groups[1].Value).Except(Functions));
        Assert.DoesNotMatch(@"\?\?|\?->|<=>|\bfn\b|\bmatch\b|\buse\s+function|\)\s*:\s*\??[a-z]+\s*\{|\.\.\.|\*\*", code);
        Assert.DoesNotMatch(@"function\s*\([^)]*\b(int|string|bool|array|float|mixed)\s+\$", code);
    }

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*|'[^'\n]*'|""[^""\n]*""", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"(?<![$>\w])([a-z_0-9]+)\s*\(")]
    private static partial Regex Calls();
}
