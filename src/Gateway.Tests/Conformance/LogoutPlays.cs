using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using static Gateway.Tests.Conformance.ModuleEndedException;

namespace Gateway.Tests.Conformance;

/// <summary>Logouts that begin here, and logouts that the OP sends.</summary>
internal static class LogoutPlays
{
    /// <summary>The session ends, the OP is told whose, and the browser lands where it was to.</summary>
    public static Task FromHereAsync(Trial trial) => FromHereAsync(trial, null);

    /// <summary>The OP comes back with a state that nobody sent: the page is shown, and nothing else happens.</summary>
    public static async Task OtherStateAsync(Trial trial)
    {
        await FromHereAsync(trial, "?state=of-another");
        if (trial.Nats.Ledger.Of(NatsEndpoint.EndSession)[^1].Query["state"] is null)
            throw new ModuleEndedException(Outcome.Skipped, "no state is sent, so the suite goes no further; a foreign one does no harm");
    }

    /// <summary>The OP comes back without a state.</summary>
    public static async Task NoStateAsync(Trial trial)
    {
        await FromHereAsync(trial, "");
        if (trial.Nats.Ledger.Of(NatsEndpoint.EndSession)[^1].Query["state"] is null)
            throw new ModuleEndedException(Outcome.Skipped, "no state is sent, so none can be missing; the landing page is shown");
    }

    /// <summary>One of two browsers signs out, and the OP sends a logout token for each: 200, kept nowhere, and both sessions are gone.</summary>
    public static async Task BackChannelAsync(Trial trial)
    {
        var ((desk, first), (phone, second)) = (await SignInAsync(trial), await SignInAsync(trial));
        await SignOutAsync(trial, desk);

        foreach (var signIn in (string[])[first, second])
        {
            var answer = await SendAsync(trial, LogoutTokens.Of(trial.Nats, Visitor.Member, (_, claims) => claims["sid"] = signIn));
            FailUnless(answer.Status == 200, $"the logout token was answered with {answer.Status}");
            FailUnless(IsKeptNowhere(answer), "the answer may be stored");
        }

        FailUnless(await phone.SeeAsync() is null, "the session lives on");
    }

    /// <summary>A logout token that is not good: 400, kept nowhere, and the session lives.</summary>
    public static Func<Trial, Task> BackChannelRefused(string lie) => async trial =>
    {
        trial.SignInIs("desk");
        var visitor = trial.NewVisitor();
        await visitor.SignInAsync();

        var answer = await SendAsync(trial, LogoutTokenLies.All[lie].Forge(trial.Nats));

        FailUnless(answer.Status == 400, $"the logout token was answered with {answer.Status}");
        FailUnless(IsKeptNowhere(answer), "the answer may be stored");
        FailUnless(await visitor.SeeAsync() is not null, "the session was ended");
    };

    /// <summary>One of two browsers signs out, and the OP's page loads a frame for each: both sessions are gone.</summary>
    public static async Task FrontChannelFromHereAsync(Trial trial)
    {
        var ((desk, first), (phone, second)) = (await SignInAsync(trial), await SignInAsync(trial));
        await SignOutAsync(trial, desk);

        foreach (var signIn in (string[])[first, second]) await LoadFrameAsync(trial, $"iss={Uri.EscapeDataString(trial.Nats.Issuer)}&sid={signIn}");

        FailUnless(await phone.SeeAsync() is null, "the session lives on");
    }

    /// <summary>The OP's page loads a frame, and nobody signed out here.</summary>
    public static async Task FrontChannelFromOpAsync(Trial trial)
    {
        var (visitor, signIn) = await SignInAsync(trial);

        await LoadFrameAsync(trial, $"iss={Uri.EscapeDataString(trial.Nats.Issuer)}&sid={signIn}");

        FailUnless(await visitor.SeeAsync() is null, "the session lives on");
    }

    /// <summary>A frame that names no sign-in of this OP: 200 all the same, and the session lives.</summary>
    public static Func<Trial, Task> FrontChannelRefused(string query) => async trial =>
    {
        trial.SignInIs("desk");
        var visitor = trial.NewVisitor();
        await visitor.SignInAsync();

        await LoadFrameAsync(trial, query.Replace("{iss}", Uri.EscapeDataString(trial.Nats.Issuer), StringComparison.Ordinal));

        FailUnless(await visitor.SeeAsync() is not null, "the session was ended");
    };

    private static async Task FromHereAsync(Trial trial, string? returned)
    {
        var visitor = trial.NewVisitor();
        await visitor.SignInAsync();
        var idToken = trial.Tokens["id_token"]!.GetValue<string>();
        var keeper = trial.Keeper(visitor);
        if (returned is not null) trial.Nats.Switches.EndSession.Redirect(trial.Origin + Visitor.Landing + returned);

        var answer = await SignOutAsync(trial, visitor);

        var calls = trial.Nats.Ledger.Of(NatsEndpoint.EndSession);
        FailUnless(calls.Count == 1, $"the OP was told {calls.Count} times");
        var call = calls[0];
        FailUnless(call.Query["id_token_hint"] == idToken, "the OP was not told whose session ends");
        FailUnless(call.Query["post_logout_redirect_uri"] == trial.Origin + Visitor.Landing, "the address to come back to is not the one that was given");
        FailUnless(await visitor.ToldAsync(answer) is not null, "the landing page was not shown");
        FailUnless(await keeper.SeeAsync() is null, "the session lives on");
    }

    // The link of a page: out here, then to the OP; the answer is the OP's.
    private static async Task<Answer> SignOutAsync(Trial trial, Visitor visitor)
    {
        var answer = await visitor.Browser.GetAsync($"{GatewayHost.Vanity}?logout={Uri.EscapeDataString(trial.Origin + Visitor.Landing)}");
        FailUnless(answer.IsRedirect, $"the logout did not lead to the OP: {answer.Status}");
        return await visitor.Browser.FollowAsync(answer);
    }

    // The OP names each sign-in once and never again.
    private static async Task<(Visitor Visitor, string SignIn)> SignInAsync(Trial trial)
    {
        var (visitor, signIn) = (trial.NewVisitor(), Guid.NewGuid().ToString("N"));
        trial.SignInIs(signIn);
        await visitor.SignInAsync();
        return (visitor, signIn);
    }

    // What the OP's server does: no cookies.
    private static Task<Answer> SendAsync(Trial trial, string token) =>
        trial.NewVisitor().Browser.PostAsync(LogoutTokens.Link, "logout_token=" + Uri.EscapeDataString(token));

    // What the browser does for a frame of another site: today it brings no cookies along.
    private static async Task LoadFrameAsync(Trial trial, string query)
    {
        var answer = await trial.NewVisitor().Browser.GetAsync($"{GatewayHost.Vanity}?logout=get&{query}", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "iframe"));
        FailUnless(answer.Status == 200, $"the frame was answered with {answer.Status}");
        FailUnless(IsKeptNowhere(answer), "the answer may be stored");
    }

    private static bool IsKeptNowhere(Answer answer) => answer.Header("Cache-Control")?.Contains("no-store", StringComparison.Ordinal) == true;
}
