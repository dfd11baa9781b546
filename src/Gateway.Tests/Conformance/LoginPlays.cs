using Gateway.Demo.Nats;
using static Gateway.Tests.Conformance.ModuleEndedException;

namespace Gateway.Tests.Conformance;

/// <summary>Logins that must end on the page, and logins that must not; judged by the OP's ledger, the page and whether a session is left.</summary>
internal static class LoginPlays
{
    /// <summary>One redemption, one userinfo call with the token in its header, and the page with the claims.</summary>
    public static async Task AcceptedAsync(Trial trial)
    {
        await trial.NewVisitor().SignInAsync();

        FailUnless(trial.Codes == 1, $"{trial.Codes} codes were redeemed");
        FailUnless(trial.UserInfos == 1, $"userinfo was asked {trial.UserInfos} times");
        var call = trial.Nats.Ledger.Of(NatsEndpoint.UserInfo)[0];
        FailUnless(call.Authorization == "Bearer " + trial.Tokens["access_token"], "userinfo was not asked with the token in the header");
        FailUnless(call.Query["access_token"] is null && call.Form["access_token"] is null, "the token went in query or body");
        FailUnless(trial.Request["response_type"] == "code" && trial.Request["scope"]!.Split(' ').Contains("openid"), "no code was asked for, or no openid");
    }

    /// <summary>After an id token that is not good: no userinfo call, no page, no session.</summary>
    public static Task IdTokenRefusedAsync(Trial trial) => RefusedAsync(trial, userInfos: 0);

    /// <summary>After userinfo that is not good: no page, no session.</summary>
    public static Task UserInfoRefusedAsync(Trial trial) => RefusedAsync(trial, userInfos: 1);

    /// <summary>Refused as every bad id token; the suite then calls it skipped, for nobody has to take it.</summary>
    public static async Task OptionalAsync(Trial trial)
    {
        await IdTokenRefusedAsync(trial);
        throw new ModuleEndedException(Outcome.Skipped, "refused, as the suite allows");
    }

    /// <summary>Taken, or refused as a bad one.</summary>
    public static async Task AcceptedOrRefusedAsync(Trial trial)
    {
        var visitor = trial.NewVisitor();
        var answer = await visitor.LogInAsync();
        FailUnless(trial.Codes == 1, $"{trial.Codes} codes were redeemed");
        if (await visitor.ToldAsync(answer) is not null) return;

        FailUnless(trial.UserInfos == 0, "userinfo was asked after the id token was refused");
        throw new ModuleEndedException(Outcome.Skipped, "refused, as the suite allows");
    }

    /// <summary>The scopes are asked for, and what they bring reaches the page.</summary>
    public static async Task ScopesAsync(Trial trial)
    {
        var told = await trial.NewVisitor().SignInAsync();

        FailUnless(trial.Request["scope"] == "openid email", $"the scope is {trial.Request["scope"]}");
        FailUnless(told.GetValueOrDefault("OIDC_CLAIM_email") == "alice@members.example", "the page does not know the claim of the scope");
    }

    /// <summary>Client id and secret come by HTTP Basic, both parts form-urlencoded (the OP demands it), and not in the form.</summary>
    public static async Task BasicAsync(Trial trial)
    {
        await trial.NewVisitor().SignInAsync();

        var call = trial.Nats.Ledger.Of(NatsEndpoint.Token)[0];
        FailUnless(call.AuthorizationKind == "Basic" && call.Form["client_secret"] is null, "the secret did not come by HTTP Basic alone");
    }

    /// <summary>A nonce is asked for, and the id token that has it is taken.</summary>
    public static async Task NonceAsync(Trial trial)
    {
        await AcceptedAsync(trial);
        FailUnless(trial.Request["nonce"] is { Length: > 8 }, "no nonce was sent");
    }

    /// <summary>Userinfo is asked with the token in the body, and nowhere else.</summary>
    public static async Task TokenInBodyAsync(Trial trial)
    {
        await trial.NewVisitor().SignInAsync();

        FailUnless(trial.UserInfos == 1, $"userinfo was asked {trial.UserInfos} times");
        var call = trial.Nats.Ledger.Of(NatsEndpoint.UserInfo)[0];
        FailUnless(call.Method == "POST" && call.Form["access_token"] == trial.Tokens["access_token"]!.GetValue<string>(), "the token was not in the body");
        FailUnless(call.Authorization is null && call.Query["access_token"] is null, "the token was in the header or the query too");
    }

    /// <summary>The OP's error comes as a form: shown, and nothing redeemed.</summary>
    public static async Task ErrorByFormAsync(Trial trial)
    {
        var visitor = trial.NewVisitor();
        var returned = await visitor.AtProviderAsNobodyAsync(await visitor.AskAsync());
        FailUnless(trial.Request["max_age"] == "0" && trial.Request["prompt"] == "none", "max_age=0 and prompt=none were not sent");
        FailUnless(returned.Form?.Contains("error=login_required", StringComparison.Ordinal) == true, "no error came by form");

        var answer = await visitor.ReturnAsync(returned);

        FailUnless(trial.Codes == 0 && trial.UserInfos == 0, "the OP was called after its error");
        FailUnless(await visitor.ToldAsync(answer) is null, "the page was shown after an error");
        FailUnless(answer.Text.Contains("Nobody is signed in at NATS.", StringComparison.Ordinal), "the OP's words are not shown");
        trial.Refused(answer);
    }

    private static async Task RefusedAsync(Trial trial, int userInfos)
    {
        var visitor = trial.NewVisitor();
        var answer = await visitor.LogInAsync();

        FailUnless(trial.Codes == 1, $"{trial.Codes} codes were redeemed");
        FailUnless(trial.UserInfos == 0 || userInfos > 0, "userinfo was asked after a bad id token");
        FailUnless(await visitor.ToldAsync(answer) is null, "the login ended on the page");
        FailUnless(await visitor.SeeAsync() is null, "a session was left");
        FailUnless(trial.UserInfos >= userInfos, "userinfo was never asked");
        trial.Refused(answer);
    }
}
