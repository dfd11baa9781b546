using Gateway.Sites;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary><c>serve --watch</c>: the file, and what it names.</summary>
public sealed class ReloadOnChangeTests
{
    [Fact(Timeout = 300_000)]
    public async Task A_changed_file_is_reloaded_once_it_keeps_still_and_an_unchanged_one_is_not()
    {
        await using var gateway = await GatewayHost.StartAsync(services: services => services.AddHostedService<ReloadOnChange>());
        var text = await File.ReadAllTextAsync(gateway.FilePath, TestContext.Current.CancellationToken);

        gateway.WriteFile(text.Replace("\"/members/\":\"valid-user\"", "\"/members/\":\"valid-user\",\"/new/\":\"valid-user\"", StringComparison.Ordinal));
        await GenerationAsync(gateway, 2);
        await LooksAsync(gateway, 5);

        Proof.Login(gateway, await gateway.NewBrowser().GetAsync("/new/"));
        Assert.Equal(2, Current(gateway).Generation);
        gateway.AssertQuiet();
    }

    [Fact(Timeout = 300_000)]
    public async Task A_changed_secret_beside_the_file_is_reloaded_also_by_way_of_a_link()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-secrets-").FullName;
        var (old, next, link) = (Path.Combine(folder, "1"), Path.Combine(folder, "2"), Path.Combine(folder, "secret"));
        await File.WriteAllTextAsync(old, GatewayHost.ClientSecret, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(next, "rotated", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(link, old);
        await using var gateway = await GatewayHost.StartAsync(
            site => site["Provider"]!["ClientSecret"] = "file:" + link, services: services => services.AddHostedService<ReloadOnChange>());

        File.Delete(link);
        File.CreateSymbolicLink(link, next);
        await GenerationAsync(gateway, 2);

        Assert.Equal("rotated", Current(gateway).Sites.All[0].Provider.ClientSecret);
        Directory.Delete(folder, recursive: true);
    }

    private static GatewayConfiguration Current(GatewayHost gateway) => gateway.Services.GetRequiredService<CurrentConfiguration>().Value;

    private static async Task GenerationAsync(GatewayHost gateway, int generation)
    {
        while (Current(gateway).Generation < generation) await LooksAsync(gateway, 1);
    }

    // The looks happen behind the clock.
    private static async Task LooksAsync(GatewayHost gateway, int looks)
    {
        for (var i = 0; i < looks; i++)
        {
            gateway.Clock.Advance(ReloadOnChange.Interval);
            await Task.Yield();
        }
    }
}
