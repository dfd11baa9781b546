using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a reload changes, what it leaves alone, and what the operator reads of it.</summary>
public sealed class ReloadTests
{
    [Theory]
    [InlineData("broken", ":3: no JSON from column 3 on: 'x' is an invalid start of a property name. Expected a '\"'.")]
    [InlineData("unknown key", ":2: Lisen: unknown setting. Did you mean \"Listen\"?")]
    [InlineData("empty", ":1: no JSON from column 1 on: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true.")]
    [InlineData("missing", ": cannot be read. Start the gateway in its folder, or say --config FILE.")]
    [InlineData("half", ":1: no JSON from column END on: Expected end of string, but instead reached end of data.")]
    [InlineData("1 GiB", ": is larger than 16 MiB, or grows while it is read. Name the configuration itself.")]
    public async Task H12_A_faulty_file_keeps_the_configuration_and_is_reported_once(string what, string expected)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var alice = await gateway.SignedInAsync("alice");
        Spoil(gateway, what);
        if (what == "half") expected = expected.Replace("END", $"{new FileInfo(gateway.FilePath).Length + 1}", StringComparison.Ordinal);

        var attempt = await gateway.Services.GetRequiredService<SiteReload>().RunAsync(TestContext.Current.CancellationToken);

        Assert.False(attempt.IsApplied);
        Assert.Equal(gateway.Clock.GetUtcNow(), attempt.At);
        Assert.Equal(gateway.FilePath + expected, Assert.Single(attempt.Faults).ToString());
        Assert.Same(attempt, gateway.Services.GetRequiredService<SiteReload>().Last);
        var line = Assert.Single(gateway.Log.Warnings);
        Assert.Equal((LogLevel.Error, $"The reload was refused; generation 1 stays in force. {gateway.FilePath}{expected}"), (line.Level, line.Text));
        Assert.Equal((1, 0), (Reloads(gateway, "refused"), Reloads(gateway, "applied")));
        Assert.Equal("upstream:/members/full/a.php", (await alice.GetAsync("/members/full/a.php")).Text);
        var ready = await gateway.Operations!.AskAsync("/health/ready");
        var told = ready.Json.GetProperty("configuration");
        Assert.Equal((200, "good", "1", "refused"), (ready.Status, told.GetProperty("status").GetString(), told.GetProperty("generation").GetString(), told.GetProperty("outcome").GetString()));
        Assert.Equal(gateway.FilePath + expected, told.GetProperty("fault 1").GetString());
    }

    [Fact]
    public async Task H02_A_secret_in_a_fault_is_shown_by_a_short_hash_to_the_log_and_to_readiness()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var expected = gateway.FilePath + ":1: site \"a\": Passphrase[1]: \"*** (3be8)\" stands twice. Leave one out.";

        var attempt = await gateway.ReloadAsync(site => site["Passphrase"]!.AsArray().Add(SecretRun.Passphrase));

        Assert.Equal(expected, Assert.Single(attempt.Faults).ToString());
        Assert.Equal("The reload was refused; generation 1 stays in force. " + expected, Assert.Single(gateway.Log.Warnings).Text);
        var ready = await gateway.Operations.AskAsync("/health/ready");
        Assert.Equal(expected, ready.Json.GetProperty("configuration").GetProperty("fault 1").GetString());
        Assert.DoesNotContain(SecretRun.Passphrase, ready.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(SecretRun.Passphrase, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_guards_reading_alone_is_doubted_at_the_reload_that_brings_it()
    {
        await using var gateway = await GatewayHost.StartAsync();

        await gateway.ReloadAsync(site => site["Paths"]!["/members/full/"] = new JsonObject { ["Require"] = "claim trial:0", ["Methods"] = new JsonArray("GET", "HEAD") });

        Assert.Contains(gateway.Log.Warnings, line => line.Text.EndsWith("Paths['/members/full/']: guards GET, HEAD alone: POST is left to \"/members/ Require valid-user\", and Apache and PHP send a file in answer to it too; leave Methods out.", StringComparison.Ordinal));
        Assert.Equal("upstream:/members/full/a.php", (await (await gateway.SignedInAsync("bob")).PostAsync("/members/full/a.php", "")).Text);
    }

    [Fact]
    public async Task A_good_file_is_applied_as_a_whole_and_says_so()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var alice = await gateway.SignedInAsync("alice");

        var attempt = await gateway.ReloadAsync(site => site["Paths"]!["/closed/"] = "all denied");

        Assert.True(attempt.IsApplied);
        Assert.Equal(403, (await alice.GetAsync("/closed/")).Status);
        Assert.Equal(200, (await alice.GetAsync("/members/")).Status);
        Assert.Equal((1, 0), (Reloads(gateway, "applied"), Reloads(gateway, "refused")));
        Assert.Contains(gateway.Log.All, line => line.Text == $"{gateway.FilePath} was reloaded: generation 2, sites: 1.");
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_setting_that_needs_a_restart_is_named_and_the_rest_is_applied()
    {
        await using var gateway = await GatewayHost.StartAsync();

        var attempt = await gateway.ReloadAsync(
            site => site["Paths"]!["/new/"] = "valid-user", file => file["Listen"] = new JsonArray("http://127.0.0.1:0", "http://[::1]:0"));

        Assert.True(attempt.IsApplied);
        Assert.Equal([$"{gateway.FilePath}: Listen: changed, and needs a restart. Everything else was applied."], gateway.Log.Warnings.Select(line => line.Text));
        Proof.Login(gateway, await gateway.NewBrowser().GetAsync("/new/"));
    }

    [Fact]
    public async Task A_warning_of_the_new_file_is_said_at_the_reload_and_one_of_the_old_file_is_not_said_again()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.ReloadAsync(site => site["Passphrase"]!.AsArray().Add("too short"));
        Assert.Single(gateway.Log.Warnings, line => line.Text.Contains(" is shorter than 20 characters.", StringComparison.Ordinal));
        gateway.Log.Clear();

        await gateway.ReloadAsync();

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task H14_Each_path_that_a_reload_opens_is_one_line_with_both_rules()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Paths"]!["*.zip"] = "claim trial:0");
        var bob = await gateway.SignedInAsync("bob");
        Assert.Equal(401, (await bob.GetAsync("/members/full/a.php")).Status);

        var attempt = await gateway.ReloadAsync(site =>
        {
            site["Paths"]!.AsObject().Remove("/members/full/");
            site["Paths"]!["*.zip"] = "valid-user";
        });

        Assert.True(attempt.IsApplied);
        Assert.Equal(
            [
                "The reload opens a path: site \"a\": /members/full/ was guarded by [/members/full/: claim trial:0] and is now by [/members/: valid-user].",
                "The reload opens a path: site \"a\": /x.zip was guarded by [*.zip: claim trial:0] and is now by [*.zip: valid-user].",
            ],
            gateway.Log.Warnings.Select(line => line.Text));
        Assert.Equal(200, (await bob.GetAsync("/members/full/a.php")).Status);
    }

    [Fact]
    public async Task H14_A_site_whose_root_lost_its_rule_is_refused()
    {
        await using var gateway = await GatewayHost.StartAsync();

        var attempt = await gateway.ReloadAsync(site => site["Paths"]!.AsObject().Remove("/"));

        Assert.EndsWith(
            "site \"a\": Paths./: a rule for \"/\" without Methods must be there: write \"all granted\" if the site is public.",
            Assert.Single(attempt.Faults).ToString().Replace("['/']", "./", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("upstream:/", (await gateway.NewBrowser().GetAsync("/")).Text);
    }

    [Fact]
    public async Task A_fault_of_Gateways_own_changes_nothing_and_is_neither_lost_nor_the_end()
    {
        await using var gateway = await GatewayHost.StartAsync(services: services => services.AddSingleton<ISiteFollower>(new FaultyFollower()));

        var attempt = await gateway.ReloadAsync(site => site["Paths"]!["/new/"] = "valid-user");

        Assert.Equal($"{gateway.FilePath}: could not be reloaded, by a fault of Gateway's own. Please report it, with the log line.", Assert.Single(attempt.Faults).ToString());
        Assert.StartsWith("A reload failed by a fault of Gateway's own (NotSupportedException): ", gateway.Log.Warnings[0].Text, StringComparison.Ordinal);
        Assert.Equal("upstream:/new/", (await gateway.NewBrowser().GetAsync("/new/")).Text);
        Assert.Equal((0, 1), (Reloads(gateway, "applied"), Reloads(gateway, "refused")));
        Assert.Null(await gateway.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync("a@2"));   // nothing in the way of the next one
    }

    [Fact]
    public async Task Sites_that_cannot_be_served_leave_the_configuration_before_in_force()
    {
        await using var gateway = await GatewayHost.StartAsync(services: services => services.AddSingleton<ISiteFollower>(new UnwillingFollower()));

        var attempt = await gateway.ReloadAsync(site => site["Paths"]!["/new/"] = "valid-user");

        Assert.Equal($"{gateway.FilePath}: not today.", Assert.Single(attempt.Faults).ToString());
        Assert.Equal("upstream:/new/", (await gateway.NewBrowser().GetAsync("/new/")).Text);
        var schemes = gateway.Services.GetRequiredService<IAuthenticationSchemeProvider>();
        Assert.Null(await schemes.GetSchemeAsync("a@2"));
        Assert.NotNull(await schemes.GetSchemeAsync("a@1"));
    }

    private static long Reloads(GatewayHost gateway, string outcome) => gateway.Counts.Of("gateway.reloads", ("outcome", outcome));

    private static void Spoil(GatewayHost gateway, string what)
    {
        var good = File.ReadAllText(gateway.FilePath);
        switch (what)
        {
            case "missing":
                File.Delete(gateway.FilePath);
                break;
            case "1 GiB":
                using (var file = File.OpenWrite(gateway.FilePath)) file.SetLength(1L << 30);
                break;
            default:
                gateway.WriteFile(what switch
                {
                    "broken" => "{\n  \"Listen\": [],\n  x\n}",
                    "unknown key" => "{\n\"Lisen\": []," + good[1..],
                    "half" => good[..^200],
                    _ => "",
                });
                break;
        }
    }

    private sealed class FaultyFollower : ISiteFollower
    {
        public Task<string?> AddAsync(IReadOnlyList<Site> sites, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Remove(IReadOnlyList<Site> sites)
        {
        }
    }

    private sealed class UnwillingFollower : ISiteFollower
    {
        public Task<string?> AddAsync(IReadOnlyList<Site> sites, CancellationToken cancellationToken) => Task.FromResult<string?>("not today.");

        public void Remove(IReadOnlyList<Site> sites)
        {
        }
    }
}
