using System.Text.RegularExpressions;
using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>What looks for faults must find them.</summary>
public sealed partial class FuzzTests : IDisposable
{
    private const string Target = "itself";

    private static string Folder => Path.Combine(Fuzz.CaseFolder, Target);

    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    [Fact]
    public void What_breaks_a_property_is_found_and_made_short_and_kept_and_run_first()
    {
        var fuzz = new Fuzz(Target, ["abcdefgh"], "!", "?");
        var failure = Record.Exception(() => fuzz.Run((string text) => text.Contains("!?", StringComparison.Ordinal) ? throw new InvalidOperationException("it broke") : text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Matches("^itself, FUZZ_SEED=[0-9]+: it broke\n!\\?\nkept as Fuzzing/Cases/itself/[0-9a-f]{8}\n", failure?.Message);
        var asked = new List<string>();
        failure = Record.Exception(() => fuzz.Run((string text) =>
        {
            asked.Add(text);
            throw new InvalidOperationException("it broke again");
        }));
        Assert.Equal("!?", asked[0]);
        Assert.StartsWith("itself, the kept case ", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_takes_too_much_memory_breaks_every_property()
    {
        var failure = Record.Exception(() => new Fuzz(Target, [""]).Run((byte[] _) => new byte[300 << 20].Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Contains("it takes too much memory", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_is_shared_by_as_many_as_there_are() =>
        Assert.Equal(FuzzSettings.Targets, Directory.EnumerateFiles(Path.Combine(Sources.Root, "src", "Gateway.Tests", "Fuzzing"), "*FuzzTests.cs").Sum(file => Uses().Count(File.ReadAllText(file))));

    [GeneratedRegex("new Fuzz\\(\"|Fuzz \\w+ = new\\(\"")]
    private static partial Regex Uses();
}
