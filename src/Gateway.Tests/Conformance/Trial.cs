using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using static Gateway.Tests.Conformance.ModuleEndedException;

namespace Gateway.Tests.Conformance;

/// <summary>One module at one relying party: who visits, and what the OP's ledger says of it.</summary>
internal sealed class Trial(Party party, Lane lane)
{
    public SimulatedNats Nats => lane.Nats;

    public string Origin => lane.Origin;

    public int Codes => Nats.Ledger.Count(NatsEndpoint.Token, "authorization_code");

    public int Refreshes => Nats.Ledger.Count(NatsEndpoint.Token, "refresh_token");

    public int UserInfos => Nats.Ledger.Count(NatsEndpoint.UserInfo);

    /// <summary>The authorization request that came last.</summary>
    public Parameters Request => Nats.Ledger.Of(NatsEndpoint.Authorize)[^1].Query;

    /// <summary>The answer of the token endpoint that came last.</summary>
    public JsonNode Tokens => JsonNode.Parse(Nats.Ledger.Of(NatsEndpoint.Token)[^1].Body!)!;

    public Visitor NewVisitor() => new(lane, party.NewBrowser(lane));

    /// <summary>A visitor who brings the cookies that another has now: whoever kept them.</summary>
    public Visitor Keeper(Visitor visitor)
    {
        var browser = party.NewBrowser(lane);
        foreach (var (name, value) in visitor.Browser.Cookies) browser.Cookies[name] = value;
        return new Visitor(lane, browser);
    }

    /// <summary>The id tokens of logins from now on are of this sign-in at the OP.</summary>
    public void SignInIs(string name) => Nats.Switches.IdTokenClaims = claims => claims["sid"] = name;

    /// <summary>What a visitor sees once userinfo is due again; null: nobody is signed in any more.</summary>
    public Task<IReadOnlyDictionary<string, string>?> SeeWhenDueAsync(Visitor visitor) => party.SeeWhenDueAsync(this, visitor);

    /// <summary>The login was refused by a page as it should be.</summary>
    public void Refused(Answer page)
    {
        var fault = party.FaultOfRefusal(page);
        FailUnless(fault is null, fault ?? "");
    }
}
