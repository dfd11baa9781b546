using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>Does the provider know this client? A wrong secret, a wrong site id and a missing address are told apart.</summary>
public sealed partial class OnlineClientTests : IAsyncLifetime
{
    private const string Redirect = "https://a.example/members/vanity.php";
    private const string OnlyHere =
        "-> The metadata can be read from here, so most likely this server's outgoing address is missing in MEMBER_OPENID_SECURE_IPS at NATS; else a firewall is in the way.";

    private readonly ConfigurationFolder _folder = new();
    private SimulatedNats _nats = null!;   // set before the test
    private FakeMembersArea _area = null!;   // the same

    public async ValueTask InitializeAsync()
    {
        var client = new NatsClient("1,2,3", "hush") { RedirectUris = [Redirect] };
        _nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { Clients = [client] }, TimeProvider.System);
        _area = await FakeMembersArea.StartAsync();
        _folder.With("Upstream", $"\"{_area.Address}\"").With("Provider", Provider("1,2,3", "hush"));
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _area.DisposeAsync();
        await _nats.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_secret_is_told_from_a_wrong_site_id()
    {
        _folder.With("Provider", Provider("1,2,3", "wrong"));
        await AssertAsync(1,
            "FAULT  secret    The provider refuses this client id with this secret (invalid_client).",
            $"-> The client id is known there, so compare Provider.ClientSecret, here {Gateway.Telemetry.Redacted.Secret("wrong")}, with MEMBER_OPENID_CLIENT_SECRET.",
            $"ok     redirect  {Redirect} is accepted");

        _folder.With("Provider", Provider("4", "hush"));
        await AssertAsync(2,
            "FAULT  secret    The provider refuses this client id with this secret (invalid_client).",
            "-> The client id is not known there either: compare Provider.ClientId, here \"4\", with the site ids at NATS.",
            $"FAULT  redirect  {Redirect}: the provider refuses the client id or this redirect URI (400).",
            "-> Compare Provider.ClientId, here \"4\", with the site ids at NATS, and have this redirect URI allowed there.");
    }

    [Fact]
    public async Task Each_redirect_uri_is_asked_about()
    {
        _folder.With("Origins", """[ "https://a.example", "https://www.a.example" ]""");

        await AssertAsync(1,
            "ok     secret    client id and secret are accepted",
            $"ok     redirect  {Redirect} is accepted",
            "FAULT  redirect  https://www.a.example/members/vanity.php: the provider refuses the client id or this redirect URI (400).",
            "-> Client id and secret are accepted, so have this redirect URI allowed at NATS.");
    }

    /// <summary>How the token endpoint meets a made-up code, and what an owner reads of it. {op} is the OP's address.</summary>
    public static TheoryData<string, int, string, string> TokenAnswers => new()
    {
        { "403", 1, "FAULT  secret    {op}/openid/token answers 403 to this server.", OnlyHere },
        { "cut", 1, "FAULT  secret    {op}/openid/token: The OP could not be reached or broke off.", OnlyHere },
        { "page", 1, "FAULT  secret    {op}/openid/token answers 200 with something that is no answer to a token call.", OnlyHere },
        { "404", 1, "FAULT  secret    {op}/openid/token answers 404 with something that is no answer to a token call.", OnlyHere },
        { "500", 1, "FAULT  secret    {op}/openid/token answers 500.", "-> Ask the provider; Gateway keeps members out until it is mended." },
        { "unauthorized_client", 1, "FAULT  secret    The provider knows this client, and does not let it sign members in (unauthorized_client).", "-> Ask the provider to allow the code flow for this client." },
        { "tokens", 1, "FAULT  secret    The provider gives tokens for a code that it never gave (200).", "-> Do not use this provider: anybody can sign in as any member." },
        { "invalid_request", 0, "note   secret    A made-up code is refused with invalid_request: whether the secret is right cannot be told.", "-> Sign in once to see." },
    };

    [Theory]
    [MemberData(nameof(TokenAnswers))]
    public async Task The_token_endpoint_tells_whether_this_server_may_call(string answer, int faults, string line, string remedy)
    {
        var token = _nats.Switches.Token;
        if (answer == "cut") token.Drop();
        else if (answer == "page") token.Fail(200, "<html>", "text/html");
        else if (answer == "tokens") token.Fail(200, """{"access_token":"x","token_type":"Bearer"}""", "application/json");
        else if (int.TryParse(answer, out var status)) token.Fail(status);
        else token.Refuse(answer);

        await AssertAsync(faults, line.Replace("{op}", _nats.Issuer, StringComparison.Ordinal), remedy);
        Assert.Equal(1, _nats.Ledger.Count(NatsEndpoint.Token));   // a token call is never sent twice
    }

    /// <summary>How the authorization endpoint meets a browser that nobody sits at.</summary>
    public static TheoryData<string, int, string, string?> AuthorizationAnswers => new()
    {
        { "invalid_scope", 1, $"FAULT  redirect  {Redirect}: the provider refuses the login with \"invalid_scope\".", "-> Ask the provider what it wants: scope, PKCE or response type do not fit." },
        { "page", 0, $"note   redirect  {Redirect}: the provider shows a page.", "-> Sign in once in a browser: it should be the login page." },
        { "elsewhere", 0, $"ok     redirect  {Redirect}: the provider goes on to its own pages", null },
        { "500", 1, "FAULT  redirect  {op}/openid/authorize answers 500.", "-> Ask the provider; Gateway keeps members out until it is mended." },
        { "cut", 1, "FAULT  redirect  {op}/openid/authorize: The OP could not be reached or broke off.", "-> Look whether the address is right, the provider is up, and a firewall lets this server out." },
    };

    [Theory]
    [MemberData(nameof(AuthorizationAnswers))]
    public async Task The_authorization_endpoint_tells_whether_the_redirect_uri_is_accepted(string answer, int faults, string line, string? remedy)
    {
        var authorize = _nats.Switches.Authorize;
        if (answer == "cut") authorize.Drop();
        else if (answer == "page") authorize.Fail(200, "<html>", "text/html");
        else if (answer == "elsewhere") authorize.Redirect("https://login.example/?go=on");
        else if (answer == "500") authorize.Fail(500);
        else _nats.Switches.RefuseLogins = answer;

        string[] lines = remedy is null ? [line] : [line, remedy];
        await AssertAsync(faults, [.. lines.Select(one => one.Replace("{op}", _nats.Issuer, StringComparison.Ordinal))]);
    }

    [Fact]
    public async Task No_secret_and_no_made_up_code_is_shown()
    {
        _folder.With("Provider", Provider("1,2,3", "tell nobody this secret"));
        _folder.Read();

        var said = await Said.ByAsync("check", "--online", "--config", _folder.File);

        Assert.DoesNotContain("tell nobody", said.Output + said.Errors, StringComparison.Ordinal);
    }

    private string Provider(string id, string secret) =>
        $$"""{ "MetadataUrl": "{{_nats.MetadataUrl}}", "ClientId": "{{id}}", "ClientSecret": "{{secret}}", "UserInfoSignedResponseAlg": "RS256" }""";

    private async Task AssertAsync(int faults, params string[] lines)
    {
        _folder.Read();

        var said = await Said.ByAsync("check", "--online", "--config", _folder.File);

        var output = Broken().Replace(said.Output, " ");
        Assert.All(lines, line => Assert.Matches($"\n +{Regex.Escape(line)}\n", output));
        Assert.EndsWith(faults switch { 0 => "\nOnline: no fault found.\n", 1 => "\nOnline: 1 fault found.\n", _ => $"\nOnline: {faults} faults found.\n" }, output, StringComparison.Ordinal);
        Assert.Equal(faults == 0 ? 0 : 1, said.Code);
    }

    [GeneratedRegex(@"\n {19,}(?![ >-])")]
    private static partial Regex Broken();
}
