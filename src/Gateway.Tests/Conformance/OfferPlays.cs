using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;
using static Gateway.Tests.Conformance.ModuleEndedException;

namespace Gateway.Tests.Conformance;

/// <summary>What a relying party may leave out. A login goes well without it, and the ledger shows that it was left out.</summary>
internal static class OfferPlays
{
    /// <summary>Claims that lie elsewhere: in a token under a key that nobody knows, or at an address.</summary>
    public static Func<Trial, Task> ClaimsElsewhere(bool distributed) => async trial =>
    {
        await using var trap = new Trap();
        trial.Nats.Switches.UserInfoClaims = claims =>
        {
            claims["_claim_names"] = new JsonObject { ["credit"] = "src1" };
            claims["_claim_sources"] = new JsonObject
            {
                ["src1"] = distributed
                    ? new JsonObject { ["endpoint"] = trap.Address + "claims", ["access_token"] = "of-the-source" }
                    : new JsonObject { ["JWT"] = Forge.Compact("""{"alg":"RS256"}""", """{"credit":"gold"}""", signed => ForgersKey.Rsa.Sign("RS256", signed)) },
            };
        };

        var told = await trial.NewVisitor().SignInAsync();

        FailUnless(trap.Visits == 0, "the source of the claims was asked");
        FailUnless(!told.ContainsKey("OIDC_CLAIM_credit"), "a claim of another source was trusted");
        if (distributed) throw new ModuleEndedException(Outcome.Skipped, "not offered: the suite waits for a call of the source");
    };

    /// <summary>Somebody else begins the login (Core 4): a login for the page that he names, or a refusal without a call.</summary>
    public static async Task ThirdPartyAsync(Trial trial)
    {
        await trial.NewVisitor().SignInAsync();
        trial.Nats.Ledger.Clear();
        var visitor = trial.NewVisitor();
        var target = Uri.EscapeDataString(trial.Origin + Visitor.Page);

        var answer = await visitor.Browser.GetAsync($"{GatewayHost.Vanity}?iss={Uri.EscapeDataString(trial.Nats.Issuer)}&target_link_uri={target}");

        if (answer.IsRedirect)
        {
            FailUnless(await visitor.ToldAsync(await visitor.ReturnAsync(await visitor.AtProviderAsync(answer))) is not null, "the login did not end on the page");
            return;
        }

        FailUnless(trial.Nats.Ledger.Calls.Count == 0, "the OP was called");
        trial.Refused(answer);
        throw new ModuleEndedException(Outcome.Skipped, $"not offered: {answer.Status}");
    }

    /// <summary>A login goes well at an OP that offers this and much else; what would show that it is used is not there.</summary>
    public static Func<Trial, Task> LeftOut(string what, Func<Trial, bool> isUsed) => async trial =>
    {
        await LoginPlays.AcceptedAsync(trial);
        FailUnless(!isUsed(trial), $"{what} is used, and nothing judges how");
        throw new ModuleEndedException(Outcome.Skipped, $"not offered: {what}");
    };

    public static Func<Trial, bool> Asks(string parameter) => trial => trial.Request[parameter] is not null;

    /// <summary>An address was asked that only the document names.</summary>
    public static Func<Trial, bool> Goes(string mark) => trial => trial.Nats.Ledger.Calls.Any(call => call.Query[ConfigPlays.Mark] == mark);

    public static bool AsksForIdToken(Trial trial) => trial.Request["response_type"]!.Contains("id_token", StringComparison.Ordinal);

    public static bool LooksForTheOp(Trial trial) => trial.Nats.Ledger.Calls.Any(call => call.Query["resource"] is not null);
}
