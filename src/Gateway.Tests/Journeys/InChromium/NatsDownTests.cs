using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>NATS away: before the Gateway has ever seen it, and while members are signed in.</summary>
[Collection(ChromiumTests.Name)]
public sealed class NatsDownTests(SharedChromium chromium)
{
    [Fact]
    public async Task Visitor_waits_on_a_page_that_retries_by_itself_and_then_signs_in()
    {
        await using var demo = new DemoStage(chromium);
        await demo.InitializeAsync();
        await using var visitor = await demo.NewVisitorAsync();
        await SwitchAsync(demo, down: true);

        var answer = await visitor.OpenAsync("/members/?from=mail");
        await visitor.SeesAsync("Sign-in is briefly unavailable");
        await SwitchAsync(demo, down: false);

        Assert.Equal(503, answer.Status);
        await visitor.Page.WaitForURLAsync(demo.Nats.Issuer + "/**");
        await visitor.PickAsync("alice");
        await visitor.SeesAsync("Hello, alice");
        Assert.Equal("/members/?from=mail", visitor.Path);
    }

    [Fact]
    public async Task Signed_in_member_goes_on_while_a_new_visitor_waits()
    {
        await using var demo = new DemoStage(chromium);
        await demo.InitializeAsync();
        await using var member = await demo.SignedInAsync("alice");

        demo.Nats.Switches.Token.Fail(503);
        await FailLoginsAsync(demo);

        await member.OpenAsync("/members/headers.php");
        await member.FollowAsync("Refresh the tokens");
        await member.SeesAsync("Headers received");
        Assert.Contains("error_code=refresh_failed", member.Path, StringComparison.Ordinal);
        await FailLoginsAsync(demo);   // a busy machine may have given the breaker time to close: it opens again
        var logins = demo.Nats.Ledger.Count(NatsEndpoint.Authorize);
        await member.OpenAsync("/members/full/");
        await member.SeesAsync("Full section");
        Assert.Equal(logins, demo.Nats.Ledger.Count(NatsEndpoint.Authorize));
    }

    // Until the breaker is open: only then the Gateway knows that a login could not end.
    private static async Task FailLoginsAsync(DemoStage demo)
    {
        for (var logins = 0; ; logins++)
        {
            Assert.True(logins < 10, "The breaker did not open.");
            await using var unlucky = await demo.NewVisitorAsync();
            if ((await unlucky.OpenAsync("/members/")).Status == 503) return;
            await unlucky.PickAsync("bob");
            await unlucky.SeesAsync("This sign-in could not be completed");
        }
    }

    private static async Task SwitchAsync(DemoStage demo, bool down)
    {
        await using var person = await demo.NewVisitorAsync();
        await person.OpenAsync(demo.Nats.SwitchesUrl.ToString());
        await person.Page.GetByLabel("Be down").SetCheckedAsync(down);
        await person.PressAsync("Apply");
        await person.SeesTextAsync("Done.");
    }
}
