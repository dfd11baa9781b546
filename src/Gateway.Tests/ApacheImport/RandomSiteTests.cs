using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Rules;
using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>
/// Three hundred made-up virtual hosts, and those that once failed, imported and asked of a real Apache: nobody comes in by the
/// imported rules whom Apache refuses; where they refuse whom Apache lets in, the report asks for a decision about that very rule.
/// </summary>
public sealed class RandomSiteTests : IDisposable
{
    private const int Sites = 300;

    // The same sites for everybody; IMPORT_SEED asks for others.
    private const int SameSites = 700_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-random-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nobody_comes_in_where_it_once_went_wrong()
    {
        var kept = TriedHost.Kept.Select(file => TriedHost.Read(file, $"{_folder}/{Path.GetFileNameWithoutExtension(file)}")).ToList();
        foreach (var host in kept) host.Make();
        await using var apache = await HostApache.StartAsync(_folder, kept, ["mpm_event"]);

        var wrong = await WrongAsync(kept, apache);

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task Nobody_comes_in_whom_Apache_refuses()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("IMPORT_SEED"), CultureInfo.InvariantCulture, out var given) ? given : SameSites;
        TestContext.Current.TestOutputHelper!.WriteLine($"IMPORT_SEED={seed}");
        var made = Enumerable.Range(seed, Sites).Select(number => new RandomSite(number, $"{_folder}/{number}").Host).ToList();
        foreach (var host in made) host.Make();
        await using var apache = await HostApache.StartAsync(_folder, made, ["mpm_event"]);

        var wrong = await WrongAsync(made, apache);
        Assert.True(wrong.Count == 0, $"IMPORT_SEED={seed}, {wrong.Count} sites differ:\n{string.Join('\n', wrong.Select(one => one.Split('\n')[0]))}\n\n{string.Join("\n\n", wrong.Take(40))}");
    }

    private static async Task<List<string>> WrongAsync(IReadOnlyList<TriedHost> hosts, HostApache apache)
    {
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(hosts, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (host, _) =>
        {
            if (await CompareAsync(host, apache) is { } first) wrong.Add(first);
        });
        return [.. wrong.Order(StringComparer.Ordinal)];
    }

    private static async Task<string?> CompareAsync(TriedHost host, HostApache apache)
    {
        var imported = TriedImport.Of(host);
        foreach (var path in host.Paths)
        {
            var method = path.Length % 5 == 0 ? "POST" : "GET";
            foreach (var kind in TriedHost.Kinds.Prepend("nobody"))
            {
                Assert.True(CanonicalPath.TryParse(path, PathEncodings.Utf8, out var canonical, out var _));
                var decision = Decision.Decide(imported.Site.Rules, canonical!, null, method, kind == "nobody" ? null : Member(imported.Site, kind));
                var (lets, status, _) = await apache.AskAsync(host, path, method, kind);
                if (decision.Outcome == Outcome.Allow ? lets : !lets || imported.IsSaid(canonical!, decision.Rule)) continue;

                return $"{host.Name} {method} {path} for {kind}: Apache {status}, imported {decision.Outcome} by {decision.Rule}, which {(lets ? "no decision is asked for" : "lets in")}\n"
                    + $"Once it is understood, keep it as Cases/hosts/NAME.host:\n{host.Case}\nImported:\n{string.Join('\n', imported.Site.Rules.Rules)}";
            }
        }

        return null;
    }

    private static Member Member(Site site, string kind)
    {
        using var claims = JsonDocument.Parse($$"""{"username":"{{kind}}","trial":"{{(kind == "trial" ? 1 : 0)}}","status":"{{(kind == "expired" ? 2 : 1)}}"}""");
        return ClaimedMember.Of(site, claims.RootElement.Clone(), "");
    }
}
