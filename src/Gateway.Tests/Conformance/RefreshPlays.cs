using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using static Gateway.Tests.Conformance.ModuleEndedException;

namespace Gateway.Tests.Conformance;

/// <summary>A refresh by the link of a page, and what is done with its tokens when userinfo is due again.</summary>
internal static class RefreshPlays
{
    /// <summary>The new access token is handed to the page, and used.</summary>
    public static async Task TakenAsync(Trial trial)
    {
        var told = await RefreshAsync(trial, trial.NewVisitor(), _ => { });

        var issued = trial.Tokens["access_token"]!.GetValue<string>();
        FailUnless(told?.GetValueOrDefault("OIDC_access_token") == issued, "the page does not have the new access token");
        FailUnless(AskedWith(trial, issued), "the new access token was never used");
    }

    /// <summary>The id token of the refresh is of another OP or another member: nothing of it is used, and the session ends.</summary>
    public static Func<Trial, Task> Refused(Action<SimulatedNats> lie) => async trial =>
    {
        var told = await RefreshAsync(trial, trial.NewVisitor(), lie);

        FailUnless(!AskedWith(trial, trial.Tokens["access_token"]!.GetValue<string>()), "userinfo was asked with the token of a bad refresh");
        FailUnless(told is null, "the session goes on");
    };

    // What the page shows afterwards, when userinfo is due.
    private static async Task<IReadOnlyDictionary<string, string>?> RefreshAsync(Trial trial, Visitor visitor, Action<SimulatedNats> change)
    {
        var token = (await visitor.SignInAsync())["OIDC_access_token"];
        change(trial.Nats);

        await visitor.Browser.GetAsync($"{GatewayHost.Vanity}?refresh={Uri.EscapeDataString(trial.Origin + Visitor.Page)}&access_token={token}");
        FailUnless(trial.Refreshes == 1, $"{trial.Refreshes} refreshes");
        return await trial.SeeWhenDueAsync(visitor);
    }

    private static bool AskedWith(Trial trial, string token) => trial.Nats.Ledger.Of(NatsEndpoint.UserInfo).Any(call => call.Authorization == "Bearer " + token);
}
