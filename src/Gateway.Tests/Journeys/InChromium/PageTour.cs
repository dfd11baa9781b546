using Gateway.Demo;
using Gateway.Demo.Nats;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>Every page that somebody at the demo can come to see, by name, each with the way there for a visitor without cookies.</summary>
internal static class PageTour
{
    private const string Vanity = DemoConfiguration.Vanity;

    public static IReadOnlyDictionary<string, Func<DemoStage, Visitor, Task>> Stops { get; } = new Dictionary<string, Func<DemoStage, Visitor, Task>>
    {
        ["start"] = (_, visitor) => visitor.OpenAsync("/"),
        ["no-such-page"] = (_, visitor) => visitor.OpenAsync("/missing"),
        ["login"] = (_, visitor) => visitor.OpenAsync("/members/"),
        ["login-unknown-name"] = UnknownNameAsync,
        ["members-alice"] = (_, visitor) => SignedInAsync(visitor, "alice", "/members/"),
        ["members-bob"] = (_, visitor) => SignedInAsync(visitor, "bob", "/members/"),
        ["members-carol"] = (_, visitor) => SignedInAsync(visitor, "carol", "/members/"),
        ["full"] = (_, visitor) => SignedInAsync(visitor, "alice", "/members/full/"),
        ["refused"] = (_, visitor) => SignedInAsync(visitor, "bob", "/members/full/"),
        ["headers"] = (_, visitor) => SignedInAsync(visitor, "alice", "/members/headers.php"),
        ["refresh-refused"] = (_, visitor) => SignedInAsync(visitor, "alice", $"{Vanity}?refresh=/members/headers.php&access_token=guessed"),
        ["info-html"] = (_, visitor) => SignedInAsync(visitor, "alice", $"{Vanity}?info=html"),
        ["logged-out"] = (_, visitor) => visitor.OpenAsync($"{Vanity}?logout=get"),
        ["logout-question"] = LogoutQuestionAsync,
        ["switches"] = SwitchesAsync,
        ["nats-fault"] = (demo, visitor) => visitor.OpenAsync($"{demo.Nats.Issuer}{NatsEndpoint.AuthorizePath}?client_id=unknown"),
        ["nats-sign-out"] = (demo, visitor) => visitor.OpenAsync(demo.Nats.Issuer + NatsEndpoint.EndSessionPath),
        ["nats-down"] = NatsDownAsync,
        ["no-user-name"] = NoUserNameAsync,
        ["login-loop"] = LoginLoopAsync,
        ["turned-back"] = TurnedBackAsync,
        ["bad-path"] = (_, visitor) => visitor.OpenAsync("/members/%2Fetc"),
        ["bad-return-url"] = (_, visitor) => visitor.OpenAsync($"{Vanity}?logout=https://evil.example/"),
        ["bad-callback"] = (_, visitor) => visitor.OpenAsync($"{Vanity}?code=x&state=forged"),
    };

    private static async Task SignedInAsync(Visitor visitor, string member, string path)
    {
        await visitor.OpenAsync("/members/");
        await visitor.PickAsync(member);
        await visitor.SeesAsync($"Hello, {member}");
        await visitor.OpenAsync(path);
    }

    private static async Task UnknownNameAsync(DemoStage demo, Visitor visitor)
    {
        await visitor.OpenAsync("/members/");
        await visitor.Page.GetByLabel("Or type a name").FillAsync("zoe");
        await visitor.PressAsync("Sign in");
        await visitor.SeesTextAsync("NATS knows no member");
    }

    // A real foreign page needs a click; the browser's own word for it does here.
    private static async Task LogoutQuestionAsync(DemoStage demo, Visitor visitor)
    {
        await visitor.OpenAsync(demo.Nats.SwitchesUrl.ToString());
        await visitor.Page.EvaluateAsync("address => { location.href = address }", $"{demo.Origin}{Vanity}?logout=/");
        await visitor.SeesAsync("Sign out?");
    }

    private static async Task SwitchesAsync(DemoStage demo, Visitor visitor)
    {
        await SignedInAsync(visitor, "alice", "/members/");
        await visitor.OpenAsync($"{demo.Nats.SwitchesUrl}?applied");
    }

    private static async Task NatsDownAsync(DemoStage demo, Visitor visitor)
    {
        demo.Nats.Switches.Down = true;
        await visitor.OpenAsync("/members/");
        demo.Nats.Switches.Down = false;
    }

    private static async Task NoUserNameAsync(DemoStage demo, Visitor visitor)
    {
        await visitor.OpenAsync("/members/");
        await visitor.PickAsync("nina");
        await visitor.SeesAsync("Your account has no user name");
    }

    // Two logins that led nowhere are in the cookie already: a real browser that refuses one of our cookies and keeps the other is hard to come by.
    private static async Task LoginLoopAsync(DemoStage demo, Visitor visitor)
    {
        await visitor.OpenAsync("/members/");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var binding = (await visitor.Page.Context.CookiesAsync([demo.Origin])).Single(cookie => cookie.Name == "gateway-login");
        await visitor.Page.Context.AddCookiesAsync([new() { Name = binding.Name, Value = $"{binding.Value}.{now - 2000}.{now - 1000}", Domain = binding.Domain, Path = "/", HttpOnly = true }]);
        await visitor.PickAsync("alice");
        await visitor.SeesAsync("Your sign-in does not last");
    }

    private static async Task TurnedBackAsync(DemoStage demo, Visitor visitor)
    {
        await visitor.OpenAsync("/members/");
        await visitor.PressAsync("Turn back without signing in");
        await visitor.SeesAsync("You were not signed in");
    }
}
