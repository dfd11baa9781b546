using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Thousands of header lines made of every trick of corpus F.3, to real PHP behind every kind of server: what PHP knows of a member is the
/// same as without them, byte for byte. The seed stands in the message of a failure.
/// </summary>
public sealed class ForgeryPropertyTests(UpstreamStages stages) : IClassFixture<UpstreamStages>
{
    private const int Requests = 12;
    private const int LinesEach = 40;
    private const int BrokenRequests = 60;

    // Behind a rule; public; public, but shown who is signed in.
    private static readonly (string Who, string Path)[] Visits =
        [("trial", "/members/x.php"), ("nobody", "/public/dump.php"), ("trial", "/public/dump.php"), ("trial", "/shop/index.php"), ("nobody", "/shop/index.php")];

    [Theory]
    [MemberData(nameof(PhpUpstream.All), MemberType = typeof(PhpUpstream))]
    public async Task F60_F61_F62_F63_No_header_of_the_browsers_own_says_anything_of_a_member(PhpKind kind)
    {
        var seed = 7 + (int)kind;
        var (stage, names) = (await stages.OfAsync(kind), new ForgedNames(seed));
        foreach (var (who, path) in Visits)
        {
            var expected = Identity(await stage.DumpAsync(who, path));
            foreach (var lines in names.Requests(Requests, LinesEach))
            {
                var answer = await stage.AskAsync(who, path, lines);

                Assert.True(answer.Status == 200, $"seed {seed}, {path} by {who}: {answer.Status} to\n{string.Join('\n', lines)}");
                AssertSame(expected, Identity(PhpDump.Of(answer)), $"seed {seed}, {path} by {who} with\n{string.Join('\n', lines)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.All), MemberType = typeof(PhpUpstream))]
    public async Task F60_F67_Nor_does_a_line_that_is_no_header(PhpKind kind)
    {
        var seed = 70 + (int)kind;
        var (stage, names) = (await stages.OfAsync(kind), new ForgedNames(seed));
        for (var at = 0; at < BrokenRequests; at++)
        {
            var line = names.BrokenLine();

            var answer = await stage.AskAsync("trial", "/members/x.php", line);

            Assert.True(answer.Status == 400, $"seed {seed}: {answer.Status} to\n{line}");
        }
    }

    // HTTP/2 has small letters only, and a reader of its own.
    [Theory]
    [MemberData(nameof(PhpUpstream.All), MemberType = typeof(PhpUpstream))]
    public async Task F60_F61_F62_F63_Nor_does_a_header_of_HTTP_2(PhpKind kind)
    {
        var seed = 7000 + (int)kind;
        var (stage, names) = (await stages.OfAsync(kind), new ForgedNames(seed));
        using var tls = new TlsWire(stage.Gateway.TlsPort);
        foreach (var (who, path) in Visits)
        {
            var expected = Identity(PhpDump.Of(await SendAsync(who, path, [])));
            foreach (var lines in names.Requests(Requests, LinesEach))
            {
                var answer = await SendAsync(who, path, lines);

                Assert.True(answer.Status == 200, $"seed {seed}, {path} by {who}: {answer.Status} to\n{string.Join('\n', lines)}");
                AssertSame(expected, Identity(PhpDump.Of(answer)), $"seed {seed}, {path} by {who} with\n{string.Join('\n', lines)}");
            }
        }

        async Task<Answer> SendAsync(string who, string path, string[] lines)
        {
            var address = new Uri("https://a.example" + path);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            tls.Address(request, address, path);
            foreach (var line in who == "nobody" ? lines : [.. lines, RefusalStage.CookieOf(stage.Trial)])
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                Assert.True(request.Headers.TryAddWithoutValidation(line[..colon], line[(colon + 1)..].Trim()), line);
            }

            using var response = await tls.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return await Answer.ReadAsync(address, response);
        }
    }

    // The page for the refused, asked for by itself and from inside; a preflight; and where Gateway answers itself, whatever is sent.
    [Theory]
    [MemberData(nameof(PhpUpstream.All), MemberType = typeof(PhpUpstream))]
    public async Task F60_F61_F62_F63_Nor_where_a_member_is_refused_or_nobody_is_asked(PhpKind kind)
    {
        var seed = 700 + (int)kind;
        var names = new ForgedNames(seed);
        using var area = new PhpArea();
        area.Script("dump.php", "/members/unauth.php", "/members/x.php", "/members/full/x.php");
        await using var php = await PhpUpstream.StartAsync(kind, area);
        await using var gateway = await php.StartGatewayAsync();
        var trial = RefusalStage.CookieOf(await gateway.SignedInAsync("bob"));

        foreach (var (requestLine, cookie, status) in new[]
        {
            ("GET /members/unauth.php", "", 200), ("GET /members/unauth.php", trial, 200), ("GET /members/full/x.php", trial, 401), ("OPTIONS /members/x.php", trial, 200),
            ("OPTIONS /members/x.php", "", 401), ("GET /members/x.php", "", 302), ("GET /members/full%00/x.php", trial, 400), ("GET /members/vanity.php", trial, 200),
        })
        {
            var expected = Seen(await SendAsync([]), status);
            foreach (var lines in names.Requests(3, LinesEach))
                AssertSame(expected, Seen(await SendAsync(lines), status), $"seed {seed}, {requestLine} with\n{string.Join('\n', lines)}");

            Task<Answer> SendAsync(string[] lines) => RawRequest.SendAsync(gateway, requestLine + " HTTP/1.1",
                ["Host: a.example", "Accept: text/html", "Origin: https://evil.example", "Access-Control-Request-Method: GET", .. cookie.Length == 0 ? [] : (string[])[cookie], .. lines]);
        }

        static Dictionary<string, string> Seen(Answer answer, int status)
        {
            Assert.Equal(status, answer.Status);
            Assert.DoesNotContain(ForgedNames.Mark, answer.Header("Location") ?? "", StringComparison.Ordinal);
            return answer.Header("X-Script") is not null || (status == 401 && answer.Text.StartsWith("{\"server\"", StringComparison.Ordinal)) ? Identity(PhpDump.Of(answer)) : [];
        }
    }

    // Everything that PHP could take for a word of the server about a member, by whatever way it came.
    private static Dictionary<string, string> Identity(PhpDump dump) => dump.Server.Where(one => IsIdentity(one.Key)).ToDictionary();

    private static bool IsIdentity(string variable)
    {
        var name = string.Concat(variable.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_')).AsSpan();
        while (name.StartsWith("REDIRECT_") || name.StartsWith("HTTP_")) name = name[(name.IndexOf('_') + 1)..];
        return name.StartsWith("OIDC_") || name is "REMOTE_USER" or "REMOTE_IDENT" or "AUTH_TYPE" or "PHP_AUTH_USER" or "PHP_AUTH_PW" or "PHP_AUTH_DIGEST" or "PROXY"
            || name is "AUTH_USER" or "LOGON_USER" or "X_REMOTE_USER" or "X_AUTH_USER" or "X_WEBAUTH_USER" or "X_FORWARDED_USER" or "X_FORWARDED_EMAIL"
            || (name.StartsWith("GATEWAY_") && name is not "GATEWAY_INTERFACE" && !variable.StartsWith("HTTP_", StringComparison.Ordinal));
    }

    private static void AssertSame(Dictionary<string, string> expected, Dictionary<string, string> seen, string input)
    {
        Assert.True(!seen.Values.Any(value => value.Contains(ForgedNames.Mark, StringComparison.Ordinal)), "a forged value arrived: " + input);
        foreach (var name in expected.Keys.Union(seen.Keys).Where(name => name != "GATEWAY_RECEIVED"))   // the server's own look at its clock
            Assert.True(expected.GetValueOrDefault(name) == seen.GetValueOrDefault(name), $"{name} was {expected.GetValueOrDefault(name)} and is {seen.GetValueOrDefault(name)}: {input}");
    }
}
