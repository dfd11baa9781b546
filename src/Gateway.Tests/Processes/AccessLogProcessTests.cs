using System.Text.Json;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>What a process writes, as logrotate and collectors meet it.</summary>
public sealed class AccessLogProcessTests
{
    [Fact]
    public async Task Rotation_by_renaming_needs_no_word_to_the_gateway()
    {
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, folder) => file["AccessLog"] = Path.Combine(folder, "access.log"));
        await using var gateway = await stage.StartAsync();
        var (current, old) = (Path.Combine(stage.Folder, "access.log"), Path.Combine(stage.Folder, "access.log.1"));

        await stage.BrowserAt(gateway).GetAsync("/first");
        await WrittenAsync(current, "/first");
        File.Move(current, old);
        await stage.BrowserAt(gateway).GetAsync("/second");
        await WrittenAsync(current, "/second");

        Assert.Single(await File.ReadAllLinesAsync(old, TestContext.Current.CancellationToken));
        Assert.Single(await File.ReadAllLinesAsync(current, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_line_of_the_log_is_one_object_where_the_file_says_Json()
    {
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, _) => file["LogFormat"] = "Json");
        await using var gateway = await stage.StartAsync();

        var page = await stage.BrowserAt(gateway).GetAsync("/members%2Ffull/");
        await gateway.SaysAsync("\"Reason\":\"path_refused\"");

        var lines = gateway.Lines.Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line)).ToList();
        var refusal = Assert.Single(lines, line => line.GetProperty("Category").GetString() == "Gateway.Pages.ErrorPage").GetProperty("State");
        Assert.Equal(("a", 400), (refusal.GetProperty("Site").GetString(), refusal.GetProperty("Status").GetInt32()));
        Assert.Contains(refusal.GetProperty("Reference").GetString()!, page.Text, StringComparison.Ordinal);
    }

    private static Task WrittenAsync(string file, string what) => Eventually.TrueAsync(
        async () => File.Exists(file) && (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Contains(what, StringComparison.Ordinal), $"{file} has {what}");
}
