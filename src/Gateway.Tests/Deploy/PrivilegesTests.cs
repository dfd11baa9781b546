using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>
/// What the files that are copied let the process do, and no more (corpus H38; that it can live so: Processes); and that CI looks for packages
/// with known holes (H39).
/// </summary>
public sealed partial class PrivilegesTests
{
    [Fact]
    public void H38_The_unit_is_nobodys_writes_nothing_runs_no_shell_and_leaves_no_core()
    {
        var unit = Read("deploy/gateway.service").Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts is [var name, _] && !name.StartsWith('#')).ToLookup(parts => parts[0], parts => parts[1]);

        Assert.Equal(["yes"], unit["DynamicUser"]);
        Assert.Equal(["yes"], unit["NoNewPrivileges"]);
        Assert.Equal(["strict"], unit["ProtectSystem"]);
        Assert.Equal(["CAP_NET_BIND_SERVICE"], unit["CapabilityBoundingSet"]);
        Assert.Equal(["0"], unit["LimitCORE"]);
        Assert.Empty((string[])[.. unit["User"], .. unit["ReadWritePaths"], .. unit["StateDirectory"], .. unit["PermissionsStartOnly"]]);
        var programs = unit.Where(one => one.Key.StartsWith("Exec", StringComparison.Ordinal)).SelectMany(one => one).Select(line => line.Split(' ')[0]).Distinct();
        Assert.Equal(["/usr/local/bin/gateway", "/bin/kill"], programs);   // a prefix, such as + for root, would be part of it
    }

    [Fact]
    public void H38_The_image_is_nobodys_and_runs_no_shell()
    {
        var stage = Read("Dockerfile").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToArray();
        stage = stage[(Array.FindLastIndex(stage, line => line.StartsWith("FROM ", StringComparison.Ordinal)) + 1)..];

        Assert.Equal("USER $APP_UID", Assert.Single(stage, line => line.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.DoesNotContain(stage, line => line.StartsWith("RUN ", StringComparison.Ordinal) || line.StartsWith("SHELL ", StringComparison.Ordinal));
        var started = stage.Where(line => Started().IsMatch(line)).ToArray();
        Assert.Equal(["ENTRYPOINT", "HEALTHCHECK"], started.Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));   // CMD alone is arguments of the first
        Assert.All(started, line => Assert.Equal("/app/gateway", JsonSerializer.Deserialize<string[]>(line[line.IndexOf('[', StringComparison.Ordinal)..])![0]));
    }

    [Fact]
    public void H38_The_container_has_a_read_only_file_system_no_capabilities_and_leaves_no_core()
    {
        var gateway = Gateway().Match(Read("deploy/compose.yaml")).Value;

        foreach (var line in (string[])["read_only: true", "cap_drop: [ ALL ]", "security_opt: [ \"no-new-privileges:true\" ]", "ulimits: { core: 0 }"])
            Assert.Contains($"\n    {line}", gateway, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^    (user|tmpfs|privileged|cap_add|healthcheck|entrypoint|command):", gateway);
    }

    [Theory]
    [InlineData("""{ "projects": [ { "path": "a.csproj" } ] }""", 0)]
    [InlineData("""{ "projects": [ { "path": "a.csproj", "frameworks": [ { "transitivePackages": [ { "id": "Newtonsoft.Json", "vulnerabilities": [ { "severity": "High" } ] } ] } ] } ] }""", 1)]
    [InlineData("error: Unable to load the service index", 1)]
    public async Task H39_A_package_with_a_known_hole_ends_the_run(string listed, int code)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-audit-");
        try
        {
            var dotnet = Path.Combine(folder.FullName, "dotnet");
            await File.WriteAllTextAsync(dotnet, $"#!/bin/sh\ntest \"$*\" = 'list Gateway.sln package --vulnerable --include-transitive --format json' || exit 9\ncat <<'END'\n{listed}\nEND\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(dotnet, (UnixFileMode)Convert.ToInt32("755", 8));
            var start = new ProcessStartInfo("bash", [Path.Combine(Sources.Root, "src/Gateway.Tests/audit.sh")]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PATH"] = $"{folder.FullName}:{start.Environment["PATH"]}";
            using var audit = Process.Start(start)!;
            await audit.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(code, audit.ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void H39_The_test_command_looks_for_holes_and_every_build_names_them()
    {
        Assert.Contains("\nbash src/Gateway.Tests/audit.sh\n", Read("src/Gateway.Tests/test.sh"), StringComparison.Ordinal);
        Assert.Contains("bash src/Gateway.Tests/test.sh", Read(".ci/run"), StringComparison.Ordinal);
        Assert.Contains("<NuGetAuditMode>all</NuGetAuditMode>", Read("src/Directory.Build.props"), StringComparison.Ordinal);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Sources.Root, path));

    [GeneratedRegex(@"^(ENTRYPOINT|HEALTHCHECK) ")]
    private static partial Regex Started();

    [GeneratedRegex(@"(?s)^services:\n  gateway:\n.*?(?=\n\n)", RegexOptions.Multiline)]
    private static partial Regex Gateway();
}
