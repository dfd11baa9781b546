using System.Diagnostics;
using System.Net;
using Gateway.Benchmarks.Contenders;
using Gateway.Demo.Nats;

namespace Gateway.Benchmarks.Measures;

/// <summary>Members who come, sign in and read on: one request for a page in fifty is the first of a login. Of the pages, what each costs with its share of the logins.</summary>
internal sealed record Mixture(string Contender, double Cpu, double ProviderCallsPerThousand)
{
    public const int PagesPerLogin = 50;

    public const int WarmUps = 3;

    private const int Browsers = 8;

    public static async Task<Mixture> OfAsync(Field field, Contender contender, int logins)
    {
        await RunAsync(contender, WarmUps * logins);
        field.Nats.Ledger.Clear();
        var before = CpuTime.Of(contender.Process.Id);
        var pages = await RunAsync(contender, logins);
        var spent = CpuTime.Of(contender.Process.Id) - before;
        return new Mixture(contender.Name, spent.TotalMicroseconds / pages, 1000.0 * field.Nats.Ledger.Calls.Count(call => call.Endpoint is not NatsEndpoint.Authorize) / pages);
    }

    private static async Task<int> RunAsync(Contender contender, int logins)
    {
        await Parallel.ForAsync(0, logins, new ParallelOptions { MaxDegreeOfParallelism = Browsers }, async (_, _) =>
        {
            var page = new Uri(contender.Address, Field.MembersPage);
            var cookie = await Member.SignInAsync(page);
            for (var more = 1; more < PagesPerLogin; more++)
                if (await Ask.StatusAsync(page, page.Authority, cookie) is not HttpStatusCode.OK and var status) throw new UnreachableException($"{contender.Name} answered a member with {status}.");
        });
        return logins * PagesPerLogin;
    }
}
