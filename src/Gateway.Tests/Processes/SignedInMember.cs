using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>One session, used at all nodes by one cookie.</summary>
internal sealed class SignedInMember(RefreshNodes nodes, string cookie)
{
    private static int _pages;

    public string Cookie => cookie;

    public Browser At(GatewayProcess node)
    {
        var browser = nodes.Stage.NewBrowser(node);
        browser.Cookies["__Host-gateway"] = cookie;
        return browser;
    }

    /// <summary>That many requests at once, spread over the nodes.</summary>
    public Task<Answer[]> AskAsync(int requests)
    {
        var browsers = nodes.Nodes.Select(At).ToArray();
        return Task.WhenAll(Enumerable.Range(0, requests).Select(i => browsers[i % browsers.Length].GetAsync(NewPage())));
    }

    /// <summary>The page that must be shown at this node, as PHP got the request for it.</summary>
    public async Task<Received> SeeAsync(GatewayProcess node)
    {
        var page = NewPage();
        var answer = await At(node).GetAsync(page);
        Assert.True(answer.Status == 200, $"{page} answered {answer.Status} {answer.Header("Location")}: {answer.Text}");
        return nodes.Stage.Area.Last(page);
    }

    /// <summary>Signed in everywhere, with the same token and no outage in sight.</summary>
    public async Task<string> TokenEverywhereAsync()
    {
        var seen = new List<Received>();
        foreach (var node in nodes.Nodes) seen.Add(await SeeAsync(node));
        Assert.All(seen, received => Assert.Null(received["OIDC_gateway_degraded"]));
        return Assert.Single(seen.Select(received => received["OIDC_access_token"]!).Distinct());
    }

    private static string NewPage() => $"/members/full/{Interlocked.Increment(ref _pages)}.php";
}
