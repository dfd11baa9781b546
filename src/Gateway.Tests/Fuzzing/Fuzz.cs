using System.Text;
using Gateway.Tests.Conventions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>
/// Holds a property against inputs for a bounded time: cases that were once found (<c>Cases/TARGET/</c>), the examples, mutations from a
/// fixed seed, mutations from the seed of this run. What a property answers is the kind of outcome: an input with a new one joins those
/// that are mutated. A case that breaks the property is made short and kept as a file, which then runs first for ever.
/// </summary>
internal sealed class Fuzz(string target, IReadOnlyList<byte[]> examples, params IReadOnlyList<string> words)
{
    private const int FixedSeed = 20_301;
    private const int MostOfPool = 2_000;
    private const long MostAllocated = 256 << 20;

    private static readonly TimeSpan Suspicious = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestShortening = TimeSpan.FromSeconds(20);

    private readonly IReadOnlyList<byte[]> _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    public Fuzz(string target, IReadOnlyList<string> examples, params IReadOnlyList<string> words)
        : this(target, (IReadOnlyList<byte[]>)[.. examples.Select(Encoding.UTF8.GetBytes)], words)
    {
    }

    public static string CaseFolder { get; } = Path.Combine(Sources.Root, "src", "Gateway.Tests", "Fuzzing", "Cases");

    /// <summary>As <see cref="Run(Func{byte[], string})"/>, of texts.</summary>
    public void Run(Func<string, string> property) => Run((byte[] bytes) => property(Encoding.UTF8.GetString(bytes)));

    /// <summary>Time and memory of each input are bounded too, by what the processor did for it, not by the clock on the wall.</summary>
    public void Run(Func<byte[], string> property)
    {
        var work = RunAsync(bytes => Task.FromResult(Bounded(bytes, property)));
        Assert.True(work.IsCompleted);
        work.GetAwaiter().GetResult();
    }

    public async Task RunAsync(Func<byte[], Task<string>> property)
    {
        foreach (var (name, bytes) in Cases()) await TryAsync(bytes, property, $"the kept case {name}");
        foreach (var example in examples) await TryAsync(example, property, "an example");
        foreach (var seed in (int[])[FixedSeed, FuzzSettings.Seed])
        {
            var mutation = new Mutation(new Random(seed ^ Mark(target)), _words);
            var pool = examples.ToList();
            var outcomes = new HashSet<string>();
            for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < FuzzSettings.Half;)
            {
                var input = mutation.Of(pool);
                if (outcomes.Add(await TryAsync(input, property, $"FUZZ_SEED={seed}")) && pool.Count < MostOfPool) pool.Add(input);
            }
        }
    }

    private static string Bounded(byte[] bytes, Func<byte[], string> property)
    {
        var (start, allocated) = (TimeProvider.System.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        var outcome = property(bytes);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MostAllocated, "it takes too much memory");
        if (TimeProvider.System.GetElapsedTime(start) < Suspicious) return outcome;

        var work = ThreadWork.SoFar();   // the machine may have been busy with others
        property(bytes);
        Assert.True(ThreadWork.SoFar() - work < LongestWork, "it takes too long");
        return outcome;
    }

    private async Task<string> TryAsync(byte[] input, Func<byte[], Task<string>> property, string from)
    {
        try
        {
            return await property(input);
        }
        catch (Exception broken)
        {
            var shortest = await ShortenAsync(input, property, broken);
            Assert.Fail($"{target}, {from}: {broken.Message}\n{Shown(shortest)}\nkept as {Keep(shortest)}\n{broken}");
            throw;
        }
    }

    // Whatever breaks it in the same way will do.
    private static async Task<byte[]> ShortenAsync(byte[] input, Func<byte[], Task<string>> property, Exception broken)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var piece = Math.Max(1, input.Length / 2); piece > 0; piece /= 2)
        {
            for (var at = 0; at + piece <= input.Length && TimeProvider.System.GetElapsedTime(start) < LongestShortening;)
            {
                byte[] shorter = [.. input[..at], .. input[(at + piece)..]];
                if (await BreaksAsync(shorter, property, broken)) input = shorter;
                else at += piece;
            }
        }

        return input;
    }

    private static async Task<bool> BreaksAsync(byte[] input, Func<byte[], Task<string>> property, Exception broken)
    {
        try
        {
            await property(input);
            return false;
        }
        catch (Exception other)
        {
            return other.GetType() == broken.GetType() && other.Message.Split(':')[0] == broken.Message.Split(':')[0];
        }
    }

    private List<(string Name, byte[] Bytes)> Cases()
    {
        var folder = Path.Combine(CaseFolder, target);
        return !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
    }

    private string Keep(byte[] input)
    {
        var name = Path.Combine(target, $"{(uint)Mark(Convert.ToHexString(input)):x8}");
        Directory.CreateDirectory(Path.Combine(CaseFolder, target));
        File.WriteAllBytes(Path.Combine(CaseFolder, name), input);
        return "Fuzzing/Cases/" + name;
    }

    private static string Shown(byte[] input) => string.Concat(input.Take(2_000).Select(b => b is >= 0x20 and < 0x7F and not (byte)'\\' ? ((char)b).ToString() : $"\\x{b:x2}"));

    // The same in every process (FNV-1a).
    private static int Mark(string text) => unchecked((int)text.Aggregate(2_166_136_261u, (mark, letter) => (mark ^ letter) * 16_777_619));
}
