using System.Diagnostics;
using System.Net;
using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Roles;
using Gateway.Demo.Nats;

namespace Gateway.Benchmarks.Measures;

/// <summary>
/// Members who come, sign in, read on, have their tokens renewed by a link of the page, and read on: one request in fifty is the first of a login
/// or such a link. Of the requests, what each costs with its share of these.
/// </summary>
internal sealed record Mixture(string Contender, double Cpu, double ProviderCallsPerThousand)
{
    public const int RequestsPerTurn = 50;

    public const int WarmUps = 3;

    // A code for tokens, userinfo, and the tokens renewed.
    private const double CallsOfMember = 3;
    private const int Turns = 2;
    private const int Browsers = 8;

    public IReadOnlyList<Promise> Promises =>
        [Promise.Exactly("calls to NATS for a login and a renewal", CallsOfMember, ProviderCallsPerThousand * Turns * RequestsPerTurn / 1000)];

    public static async Task<Mixture> OfAsync(Field field, Contender contender, int members)
    {
        await RunAsync(contender, WarmUps * members);
        field.Nats.Ledger.Clear();
        var before = CpuTime.Of(contender.Process.Id);
        var requests = await RunAsync(contender, members);
        var spent = CpuTime.Of(contender.Process.Id) - before;
        return new Mixture(contender.Name, spent.TotalMicroseconds / requests, 1000.0 * field.Nats.Ledger.Calls.Count(call => call.Endpoint is not NatsEndpoint.Authorize) / requests);
    }

    private static async Task<int> RunAsync(Contender contender, int members)
    {
        await Parallel.ForAsync(0, members, new ParallelOptions { MaxDegreeOfParallelism = Browsers }, async (_, _) =>
        {
            var cookie = await Member.SignInAsync(new Uri(contender.Address, Field.MembersPage));
            await ReadAsync(contender, cookie, RequestsPerTurn - 2);   // the login's own page, and the one with the link
            await RenewAsync(contender, cookie);
            await ReadAsync(contender, cookie, RequestsPerTurn - 1);
        });
        return members * Turns * RequestsPerTurn;
    }

    private static async Task ReadAsync(Contender contender, string cookie, int pages)
    {
        var page = new Uri(contender.Address, Field.MembersPage);
        for (var read = 0; read < pages; read++)
            if (await Ask.StatusAsync(page, page.Authority, cookie) is not HttpStatusCode.OK and var status) throw new UnreachableException($"{contender.Name} answered a member with {status}.");
    }

    private static async Task RenewAsync(Contender contender, string cookie)
    {
        var (page, token) = (new Uri(contender.Address, Field.MembersPage), await Ask.TextAsync(new Uri(contender.Address, Upstream.TokenPath), cookie));
        var link = new Uri(contender.Address, $"{Field.Vanity}?refresh={Uri.EscapeDataString(page.AbsoluteUri)}&access_token={Uri.EscapeDataString(token)}");
        if (await Ask.RedirectAsync(link, cookie) is var back && back != page) throw new UnreachableException($"{contender.Name} sent a member who wants fresh tokens to {back}.");
    }
}
