namespace Gateway.Tests.Harness;

/// <summary>Random heads of HTTP/2 requests, and random ways to send them.</summary>
internal static class SomeHeads
{
    private static readonly string[] Hosts =
    [
        "a.example", "A.Example", "a.example:443", "a.example:", "b.example", "a.example:8443", "", ":443", "xa.example", new('a', 259), new('a', 260), "\u00e4.example", "a.example ",
    ];

    private static readonly string[] Names = [":method", ":path", "cookie", "user-agent", "x-a", "hos", "hostt", "x-" + new string('y', 80), "accept"];

    public static List<(string Name, string Value)> List(Random random) =>
        [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(3) switch
        {
            0 => ("host", random.GetItems(Hosts, 1)[0]),
            1 => (":authority", random.GetItems(Hosts, 1)[0]),
            _ => (random.GetItems(Names, 1)[0], new string([.. Enumerable.Range(0, random.Next(random.Next(10) == 0 ? 900 : 40)).Select(_ => (char)random.Next(256))])),
        })];

    public static byte[] Write(HpackWriter writer, List<(string Name, string Value)> list, Random random)
    {
        for (var sizes = random.Next(8) == 0 ? random.Next(1, 3) : 0; sizes > 0; sizes--) writer.Resize(random.Next(3) == 0 ? random.Next(200) : random.Next(4097));
        foreach (var (name, value) in list) writer.Write(name, value, (HpackForm)random.Next(4), random.Next(2) == 0, random.Next(3) == 0);
        return writer.Take();
    }

    /// <summary>A block in frames: cut anywhere, with padding and a priority or without.</summary>
    public static byte[] Frames(int stream, byte[] block, Random random)
    {
        List<byte> frames = [];
        var type = Http2Wire.Headers;
        for (var at = 0; type == Http2Wire.Headers || at < block.Length;)
        {
            var piece = block[at..random.Next(at, block.Length + 1)];
            at += piece.Length;
            var flags = at == block.Length ? Http2Wire.EndHeaders : (byte)0;
            if (type == Http2Wire.Headers && random.Next(2) == 0)
            {
                var padding = random.Next(20);
                piece = [(byte)padding, 0, 0, 0, 0, 16, .. piece, .. new byte[padding]];
                flags |= 0x28;
            }

            frames.AddRange(Http2Wire.Frame(type, flags, stream, piece));
            type = Http2Wire.Continuation;
        }

        return [.. frames];
    }

    /// <summary>Whether all names of the host are one host's, said in another way than the product does.</summary>
    public static bool AreAlike(List<(string Name, string Value)> list)
    {
        var hosts = list.Where(one => one.Name is "host" or ":authority").Select(one => one.Value).ToList();
        return hosts.Count < 2 || (hosts.TrueForAll(host => host.Length <= 259 && host.All(char.IsAscii))
            && hosts.Select(host => new System.Text.RegularExpressions.Regex(":(443)?$").Replace(host, "").ToUpperInvariant()).Distinct().Count() == 1);
    }
}
