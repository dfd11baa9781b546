using System.Text.RegularExpressions;
using Gateway.Tests.Conventions;

namespace Gateway.Tests.Harness;

/// <summary>The code blocks of README.md, so that what an owner copies is what was tested.</summary>
internal static partial class ReadmeSample
{
    public static string Readme { get; } = File.ReadAllText(Path.Combine(Sources.Root, "README.md"));

    /// <summary>The block behind `&lt;!-- sample: name -->`.</summary>
    public static string Named(string name)
    {
        var blocks = Blocks().Matches(Readme).Where(block => block.Groups["name"].Value == name).ToList();
        return blocks.Count == 1 ? blocks[0].Groups["text"].Value : throw new InvalidOperationException($"README.md has {blocks.Count} samples named \"{name}\".");
    }

    /// <summary>The commands behind `&lt;!-- commands: name -->`.</summary>
    public static string Shell(string name) => Shells().Matches(Readme).Single(block => block.Groups["name"].Value == name).Groups["text"].Value;

    /// <summary>How many JSON blocks there are in all: a sample without a name would go untested.</summary>
    public static int JsonBlocks => JsonFences().Count(Readme);

    [GeneratedRegex(@"<!-- sample: (?<name>[^>]+) -->\n```jsonc\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"<!-- commands: (?<name>[^>]+) -->\n```sh\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shells();

    [GeneratedRegex(@"^```jsonc?$", RegexOptions.Multiline)]
    private static partial Regex JsonFences();
}
