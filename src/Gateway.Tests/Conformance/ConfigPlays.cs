using Gateway.Demo.Nats;
using static Gateway.Tests.Conformance.ModuleEndedException;

namespace Gateway.Tests.Conformance;

/// <summary>What a relying party makes of the metadata document and of keys that change.</summary>
internal static class ConfigPlays
{
    /// <summary>The parameter of an address by which the ledger shows from where somebody had it.</summary>
    public const string Mark = "of";

    /// <summary>The addresses stand in the document and nowhere else: each has a mark that no other has.</summary>
    public static void MarkAddresses(SimulatedNats nats) => nats.Switches.MetadataDocument = document =>
    {
        foreach (var name in (string[])["authorization_endpoint", "token_endpoint", "userinfo_endpoint"]) document[name] = $"{document[name]}?{Mark}={name}";
    };

    /// <summary>The key set is elsewhere in each run.</summary>
    public static void MarkKeys(SimulatedNats nats)
    {
        var run = Guid.NewGuid().ToString("N");
        nats.Switches.MetadataDocument = document => document["jwks_uri"] = $"{document["jwks_uri"]}?{Mark}={run}";
    }

    /// <summary>The document names another issuer than the OP that sends it.</summary>
    public static void OtherIssuer(SimulatedNats nats) => nats.Switches.MetadataDocument = document => document["issuer"] = "https://another.example";

    public static async Task ReadsAddressesAsync(Trial trial)
    {
        await trial.NewVisitor().SignInAsync();

        foreach (var endpoint in (string[])[NatsEndpoint.Authorize, NatsEndpoint.Token, NatsEndpoint.UserInfo])
            FailUnless(trial.Nats.Ledger.Of(endpoint).All(call => call.Query[Mark]?.EndsWith("_endpoint", StringComparison.Ordinal) == true), $"{endpoint} was not asked where the document says");
    }

    public static async Task ReadsKeysAsync(Trial trial)
    {
        await trial.NewVisitor().SignInAsync();

        var calls = trial.Nats.Ledger.Of(NatsEndpoint.Jwks);
        FailUnless(calls.Count > 0 && calls.All(call => call.Query[Mark] is not null), "the keys were not asked for where the document says");
    }

    /// <summary>The document is read, and nobody is sent to that OP.</summary>
    public static async Task RefusesIssuerAsync(Trial trial)
    {
        var visitor = trial.NewVisitor();
        var answer = await visitor.Browser.GetAsync(Visitor.Page);

        FailUnless(trial.Nats.Ledger.Count(NatsEndpoint.Metadata) > 0, "the document was never read");
        FailUnless(!answer.IsRedirect, "an authorization request went to the OP of a document that names another issuer");
        FailUnless(await visitor.ToldAsync(answer) is null, "the page was shown");
        trial.Refused(answer);
    }

    /// <summary>A new key after the browser was sent to the OP and before the id token is signed.</summary>
    public static async Task RotationBeforeSigningAsync(Trial trial)
    {
        await trial.NewVisitor().SignInAsync();
        var visitor = trial.NewVisitor();
        var returned = await visitor.AtProviderAsync(await visitor.AskAsync());
        Rotate(trial);

        FailUnless(await visitor.ToldAsync(await visitor.ReturnAsync(returned)) is not null, "the login by the new key failed");
        FailUnless(trial.Nats.Ledger.Count(NatsEndpoint.Jwks) == 1, "the keys were not read anew, once");
    }

    /// <summary>A new key between two logins.</summary>
    public static async Task RotationAsync(Trial trial)
    {
        await trial.NewVisitor().SignInAsync();
        Rotate(trial);

        await trial.NewVisitor().SignInAsync();

        FailUnless(trial.Nats.Ledger.Count(NatsEndpoint.Jwks) == 1, "the keys were not read anew, once");
        FailUnless(trial.UserInfos == 1, "userinfo was not asked after the second login");
    }

    private static void Rotate(Trial trial)
    {
        trial.Nats.Keys.Rotate();
        trial.Nats.Keys.WithdrawOld();
        trial.Nats.Ledger.Clear();
    }
}
