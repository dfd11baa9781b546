using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;

namespace Gateway.Benchmarks.Scale;

/// <summary>The page of a member at random with so many sessions in Redis, and what Redis and the gateway then hold.</summary>
internal sealed record Growth(int Sessions, double BytesOfSession, double P50, double P99, double Cpu, double Megabytes)
{
    /// <summary>What README says of a session, at NATS' size of claims and tokens.</summary>
    public const int MostBytesOfSession = 4096;

    private const int Least = 1_000;
    private const int Step = 10;
    private const int WarmUp = 20_000;
    private const int Pages = 8_000;
    private const int Browsers = 4;

    public static async Task<IReadOnlyList<Growth>> OfAsync(Field field, Contender gateway, SessionCopies copies, int most, Action<string> say)
    {
        var (page, cookies, grown) = (new Uri(gateway.Address, Field.MembersPage), new List<string>(most), new List<Growth>());
        await Readers.ReadAsync(page, [gateway.Cookie], WarmUp, Browsers);
        var empty = await RedisInfo.MemoryAsync(field.RedisPort);
        for (var sessions = Math.Min(Least, most); sessions <= most; sessions *= Step)
        {
            cookies.AddRange(await copies.MakeAsync(gateway.Cookie, sessions - cookies.Count, SessionCopies.Invented));
            var bytes = (double)(await RedisInfo.MemoryAsync(field.RedisPort) - empty) / sessions;
            var before = CpuTime.Of(gateway.Process.Id);
            var times = await Readers.ReadAsync(page, cookies, Pages, Browsers);
            var cpu = (CpuTime.Of(gateway.Process.Id) - before).TotalMicroseconds / Pages;
            grown.Add(new Growth(sessions, bytes, times[Pages / 2], times[(int)(Pages * 0.99)], cpu, CpuTime.MemoryOf(gateway.Process.Id) / 1e6));
            say($"{sessions} sessions are done");
        }

        return grown;
    }
}
