namespace Gateway.Tests.Fuzzing;

/// <summary>Makes inputs that nobody would write out of those that somebody did: bits, odd bytes, words of the language, cuts, repetitions, halves of two.</summary>
internal sealed class Mutation(Random random, IReadOnlyList<byte[]> words)
{
    private const int MostBytes = 16 * 1024;

    private static readonly byte[] Odd = [0, 9, 10, 13, 0x20, (byte)'"', (byte)'%', (byte)'\'', (byte)'.', (byte)'/', (byte)':', (byte)';', (byte)'=', (byte)'\\', (byte)'~', 0x7F, 0x80, 0xC0, 0xED, 0xFF];

    public byte[] Of(IReadOnlyList<byte[]> pool)
    {
        var made = pool[random.Next(pool.Count)].ToList();
        for (var steps = 1 + random.Next(random.Next(1, 9)); steps > 0; steps--) Step(made, pool);
        return [.. made.Take(MostBytes)];
    }

    private void Step(List<byte> bytes, IReadOnlyList<byte[]> pool)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 7)), bytes.Count - at);
        switch (random.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Odd[random.Next(Odd.Length)];
                break;
            case 2:
                bytes.Insert(at, Odd[random.Next(Odd.Length)]);
                break;
            case 3 or 4 when words.Count > 0:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 5 when words.Count > 0:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 6:
                bytes.RemoveRange(at, length);
                break;
            case 7:
                var copy = bytes.GetRange(at, length);
                bytes.InsertRange(random.Next(bytes.Count + 1), copy);
                break;
            case 8:
                var other = pool[random.Next(pool.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(random.Next(other.Length + 1)));
                break;
            case 9 when random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 10 when random.Next(4) == 0 && bytes.Count < MostBytes / 4:
                var again = words.Count > 0 && random.Next(2) == 0 ? [.. words[random.Next(words.Count)]] : bytes.GetRange(at, Math.Min(length, 8));
                bytes.InsertRange(at, Enumerable.Repeat(again, random.Next(2, 400)).SelectMany(one => one));
                break;
        }
    }
}
