using System.Text.Json.Nodes;
using Gateway.Demo.Nats;

namespace Gateway.Tests.Forgery;

/// <summary>Token responses that are none, or are for another kind of client.</summary>
internal static class TokenResponseLies
{
    private const string LoginPage = "<form action=/login><input name=password value=secret-of-the-other-page></form>";

    public static readonly IReadOnlyList<Lie> All =
    [
        WithoutIdToken("no id_token", answer => answer.Remove("id_token")),
        WithoutIdToken("an id_token that is null", answer => answer["id_token"] = null),
        WithoutIdToken("an empty id_token", answer => answer["id_token"] = ""),
        OfKind("mac", "\"mac\""), OfKind("DPoP", "\"DPoP\""), OfKind("N_A", "\"N_A\""), OfKind("a number", "7"),
        Instead("a login page", "token_answer", token => token.Fail(200, LoginPage, "text/html"), belief => belief.TokenResponse?.Raw == LoginPage),
        Instead("half of the JSON", "token_answer", token => token.Fail(200, "{", "application/json"), belief => belief.TokenResponse?.Raw == "{"),
        Instead("no content", "token_answer", token => token.Fail(204), belief => belief.TokenResponse?.Raw == ""),
        Elsewhere(302), Elsewhere(307),
        Doubled("the access token twice", answer => $$"""{"access_token":"another",{{answer[1..]}}"""),
        Doubled("the id token twice", answer => $$"""{"id_token":"another",{{answer[1..]}}"""),
        Doubled("a name twice further down", answer => $$"""{"more":{"a":1,"a":2},{{answer[1..]}}"""),
    ];

    private static Lie WithoutIdToken(string name, Action<JsonObject> change) => new("A51", name, "token_no_id_token", nats => nats.Switches.TokenResponse = change)
    {
        IsBelieved = belief => belief.TokenResponse?.Text("access_token") is not null && string.IsNullOrEmpty(belief.TokenResponse.Text("id_token")),
    };

    private static Lie OfKind(string name, string json) => new("A53", name, "token_type", nats => nats.Switches.TokenResponse = answer => answer["token_type"] = JsonNode.Parse(json))
    {
        IsBelieved = belief => belief.TokenResponse?.Text("token_type") == json.Trim('"'),
    };

    private static Lie Instead(string name, string reason, Action<EndpointSwitch> answer, Func<Belief, bool> believed) =>
        new("A55", name, reason, nats => answer(nats.Switches.Token)) { IsBelieved = believed };

    // Who follows gets metadata by 302, and asks the token endpoint a second time by 307.
    private static Lie Elsewhere(int status) => new("A55", $"{status} to elsewhere", "op_status", nats =>
    {
        if (status == 302) nats.Switches.Token.Redirect(nats.MetadataUrl.ToString(), 302);
        else nats.Switches.Token.Redirect(nats.Issuer + NatsEndpoint.TokenPath + "?elsewhere", 307, times: 1);
    })
    {
        IsBelieved = belief => status == 302 ? belief.TokenResponse?.Text("issuer") is not null : belief.WentElsewhere,
    };

    private static Lie Doubled(string name, Func<string, string> change) => new("A88 response", name, "token_answer", nats => nats.Switches.Token.Body = change)
    {
        IsBelieved = belief => belief.TokenResponse?.Raw.Contains("another", StringComparison.Ordinal) == true || belief.TokenResponse?.Text("more") is not null,
    };
}
