using Microsoft.Playwright;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>One Chromium process for all tests that need a real browser; each of them opens contexts of its own. It must be installed.</summary>
public sealed class SharedChromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private static readonly string[] Quietly =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A browser profile of its own, without any cookie.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        var context = await (_browser ?? throw new InvalidOperationException("Chromium does not run.")).NewContextAsync(options);
        context.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        return context;
    }

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Quietly });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>The classes that share <see cref="SharedChromium"/>, one after the other and after all others: two cores are few.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChromiumTests : ICollectionFixture<SharedChromium>
{
    public const string Name = "Chromium";
}
