using Microsoft.Playwright;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>A person at a browser, in the words of the demo: opens, picks, follows links, presses buttons, and sees headings.</summary>
internal sealed class Visitor(IBrowserContext context, IPage page) : IAsyncDisposable
{
    public const string LoginHeading = "Sign in";

    public IBrowserContext Context => context;

    public IPage Page => page;

    /// <summary>The path of the page shown, query included.</summary>
    public string Path => new Uri(page.Url).PathAndQuery;

    /// <summary>The same browser with one more tab.</summary>
    public async Task<Visitor> NewTabAsync() => new(context, await context.NewPageAsync());

    /// <summary>The answer at the end of all redirects.</summary>
    public async Task<IResponse> OpenAsync(string address) =>
        await page.GotoAsync(address) ?? throw new InvalidOperationException($"{address} gave no answer.");

    /// <summary>Picks a member on the login page of NATS.</summary>
    public Task PickAsync(string member) => page.Locator($"button[name=member][value={member}]").ClickAsync();

    public Task<IResponse> FollowAsync(string link) => ActAsync(page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }));

    public Task<IResponse> PressAsync(string button) => ActAsync(page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));

    public Task SeesAsync(string heading) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    public Task SeesTextAsync(string text) => Assertions.Expect(page.Locator("body")).ToContainTextAsync(text);

    /// <summary>What the headers page shows for a header.</summary>
    public Task<string> ReceivedAsync(string header) => page.Locator($"//tr[td[1]/code='{header}']/td[2]").InnerTextAsync();

    public ValueTask DisposeAsync() => context.DisposeAsync();

    // The answer that is shown in the end, not the redirects on the way.
    private Task<IResponse> ActAsync(ILocator target) => page.RunAndWaitForResponseAsync(
        () => target.ClickAsync(),
        response => response.Request.IsNavigationRequest && response.Frame == page.MainFrame && response.Status is < 300 or >= 400);
}
