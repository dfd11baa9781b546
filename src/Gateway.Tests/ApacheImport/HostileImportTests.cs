using System.Diagnostics;
using Gateway.Tests.Commands;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.ApacheImport.ImportStage;

namespace Gateway.Tests.ApacheImport;

/// <summary>Text that would cost <c>gateway import-apache</c> time, memory or secrets is refused by its line (corpus H30 to H33).</summary>
public sealed class HostileImportTests : IDisposable
{
    private readonly ImportStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task H30_What_is_no_configuration_is_refused_with_its_line_in_time_and_memory()
    {
        var large = _stage.Folder.File("large.conf");
        using (var stream = File.Create(large)) stream.SetLength(1L << 30);   // 1 GiB of NUL bytes
        var line = _stage.Folder.File("line.conf");
        await File.WriteAllTextAsync(line, "A \\\n" + new string('x', 100 << 20), TestContext.Current.CancellationToken);
        var many = _stage.Folder.File("many.conf");
        await File.WriteAllTextAsync(many, string.Concat(Enumerable.Repeat("Listen 80\n", 3_000_000)), TestContext.Current.CancellationToken);
        _stage.Folder.With("deep.conf", string.Concat(Enumerable.Repeat("<IfDefine !X>\n", 1_000_000)));
        await File.WriteAllBytesAsync(_stage.Folder.File("utf16.conf"), [0xFF, 0xFE, (byte)'L', 0, (byte)'i', 0], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_stage.Folder.File("binary.conf"), [(byte)'A', (byte)'\n', 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1], TestContext.Current.CancellationToken);

        await RefusedAsync("large.conf", ":1: holds the control byte 0x00: this is no text file.\n");
        await RefusedAsync("line.conf", ":1: is longer than 64 kB. No line of a configuration is.\n");
        await RefusedAsync("many.conf", ":100001: more than 100000 lines in all. Import one virtual host at a time.\n");
        await RefusedAsync("deep.conf", ":100: sections are nested more than 100 deep.\n");
        await RefusedAsync("utf16.conf", ":1: is UTF-16. Save the file as UTF-8.\n");
        await RefusedAsync("binary.conf", ":2: holds the control byte 0x02: this is no text file.\n");
    }

    [Fact]
    public async Task H31_Includes_end_and_read_regular_files_below_the_root_alone()
    {
        _stage.Folder.With("self.conf", "Include self.conf\n").With("a.conf", "Include b.conf\n").With("b.conf", "\nInclude a.conf\n").With("folder/x.conf", "");
        for (var depth = 0; depth < 100; depth++) _stage.Folder.With($"d{depth}.conf", $"Include d{depth + 1}.conf\n");
        using (var made = Process.Start("mkfifo", _stage.Folder.File("pipe.conf"))) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        _stage.Folder.With("pipes.conf", Host("Include pipe.conf\n" + Members));

        await RefusedAsync("self.conf", ":1: includes itself: self.conf -> self.conf.\n");
        await RefusedAsync("a.conf", ":2: includes itself: a.conf -> b.conf -> a.conf.\n", "b.conf");
        await RefusedAsync("d0.conf", ":1: includes are nested more than 20 deep.\n", "d19.conf");
        foreach (var (pattern, outside, named) in (IEnumerable<(string, string, string)>)[("/*", "/", "/"), ("/etc/shadow", "/etc/shadow", "/etc"), ("/dev/zero", "/dev/zero", "/dev")])
        {
            _stage.Folder.With("out.conf", $"Include {pattern}\n");
            await RefusedAsync("out.conf", $":1: {outside} lies outside of {_stage.Folder.Root} and was not read; rules may stand there. Say --include-root {named} if it is meant.\n");
        }

        _stage.Folder.With("folder.conf", "Include folder\n").With("command.conf", "Include \"|touch touched\"\n");
        await RefusedAsync("folder.conf", $":1: {_stage.Folder.File("folder")} is a folder. Write {_stage.Folder.File("folder")}/*.conf.\n");
        await RefusedAsync("command.conf", $":1: there is no file {_stage.Folder.File("|touch touched")}.\n");
        Assert.False(File.Exists(_stage.Folder.File("touched")));

        using var elsewhere = new ApacheFolder().With("rules.conf", Members);
        _stage.Folder.With("far.conf", Host($"Include {elsewhere.Root}/*.conf\n"));
        await RefusedAsync("far.conf", $":9: {elsewhere.Root} lies outside of {_stage.Folder.Root} and was not read");
        var allowed = await Said.ByAsync("import-apache", _stage.Folder.File("far.conf"), "--out", _stage.Folder.File("far"), "--include-root", elsewhere.Root);
        Assert.Equal((0, ""), (allowed.Code, allowed.Errors));
        var pipe = await Said.ByAsync("import-apache", _stage.Folder.File("pipes.conf"), "--out", _stage.Output);
        Assert.Contains("pipe.conf is empty, or no file at all: nothing was read from it.", OneLine(pipe.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H32_Macros_that_grow_without_end_are_stopped_by_their_name()
    {
        var doubling = string.Concat(Enumerable.Range(0, 19).Select(at => $"<Macro M{at}>\nUse M{at + 1}\nUse M{at + 1}\n</Macro>\n"));
        _stage.Folder.With("itself.conf", "<Macro Again>\nUse Again\nUse Again\n</Macro>\nUse Again\n")
            .With("doubling.conf", $"{doubling}<Macro M19>\nA\n</Macro>\nUse M0\n")
            .With("parameters.conf", $"<Macro Wide {string.Join(' ', Enumerable.Range(0, 100_000).Select(at => $"$p{at}"))}>\n</Macro>\n");

        await RefusedAsync("itself.conf", ":2: Use nests macros more than 20 deep: Again.\n");
        await RefusedAsync("doubling.conf", ": more than 100000 lines in all (the macro M19 makes them). Import one virtual host at a time.\n");
        await RefusedAsync("parameters.conf", ":1: is longer than 64 kB. No line of a configuration is.\n");
    }

    [Fact]
    public async Task H33_Nothing_is_run_and_nothing_comes_from_the_environment()
    {
        Environment.SetEnvironmentVariable("GATEWAY_TEST_TRIAL", "0");
        var text = Base.Replace("\"s3cret\"", $"\"exec:/bin/sh -c 'touch {_stage.Folder.File("touched")}'\"", StringComparison.Ordinal).Replace("a-passphrase-of-the-tests", "exec:/bin/id", StringComparison.Ordinal)
            + Members + "<IfDefine GATEWAY_TEST_TRIAL>\n<Location /members>\nRequire all granted\n</Location>\n</IfDefine>\n<Location /members/full>\nRequire claim trial:${GATEWAY_TEST_TRIAL}\n</Location>\n"
            + "Define LEVEL gold\n<Location /members/z>\nRequire claim level:${LEVEL}\n</Location>\n<Location /members/y>\n<If \"true\">\nRequire all granted\n</If>\n</Location>\n";

        var said = await _stage.ImportAsync($"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot /var/www/site\n{text}</VirtualHost>\n");

        Assert.Equal(1, said.Code);
        Assert.Contains("OIDCClientSecret: names a command, which is not run. Put what it prints into the file members-example-com-nats-secret.", OneLine(said.Output), StringComparison.Ordinal);
        Assert.Contains("OIDCCryptoPassphrase: names a command, which is not run. Put what it prints into the file members-example-com-passphrase.", OneLine(said.Output), StringComparison.Ordinal);
        Assert.Contains("${GATEWAY_TEST_TRIAL} is not defined here, say --define GATEWAY_TEST_TRIAL=VALUE.", OneLine(said.Output), StringComparison.Ordinal);
        Assert.False(File.Exists(_stage.Folder.File("touched")));
        Assert.Equal(["/: all granted", "/members/: valid-user", "/members/z/: claim level:gold", "/members/y/: all denied", "/members/full/: all denied"], _stage.Read().Sites.All[0].Rules.Rules.Select(rule => rule.ToString()));
        Assert.DoesNotContain(await _stage.TextAsync("members-example-com-passphrase"), said.Output, StringComparison.Ordinal);
        AssertOursAlone(Path.Combine(_stage.Output, "members-example-com-passphrase"));

        var defined = await _stage.ImportAsync(null, "--force", "--define", "GATEWAY_TEST_TRIAL=0");
        Assert.Equal(["/: all granted", "/members/z/: claim level:gold", "/members/y/: all denied", "/members/full/: claim trial:0"], _stage.Read().Sites.All[0].Rules.Rules.Select(rule => rule.ToString()));
        Assert.Equal(1, defined.Code);
    }

    private async Task RefusedAsync(string file, string fault, string? at = null)
    {
        var (started, allocated) = (ThreadWork.SoFar(), GC.GetAllocatedBytesForCurrentThread());
        var said = await Said.ByAsync("import-apache", _stage.Folder.File(file), "--out", _stage.Output);

        Assert.Equal((1, ""), (said.Code, said.Output));
        Assert.StartsWith(_stage.Folder.File(at ?? file), said.Errors, StringComparison.Ordinal);
        Assert.Contains(fault, said.Errors, StringComparison.Ordinal);
        var (took, memory) = (ThreadWork.SoFar() - started, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.True(took < TimeSpan.FromSeconds(2), $"{file} took {took}");
        Assert.True(memory < 256 << 20, $"{file} took {memory} bytes");
        Assert.False(Directory.Exists(_stage.Output));
    }
}
