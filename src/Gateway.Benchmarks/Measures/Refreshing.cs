using System.Net;
using Gateway.Benchmarks.Contenders;
using Gateway.Demo.Nats;

namespace Gateway.Benchmarks.Measures;

/// <summary>What happens when a member's page sends many requests to several nodes at the moment in which the access token wants renewing.</summary>
internal sealed record Refreshing(int TokenCalls, int Failures)
{
    public const int Requests = 500;
    public const int Nodes = 3;

    // A token is renewed in the second half of so short a life.
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan IntoTheWindow = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public IReadOnlyList<Promise> Promises =>
    [
        Promise.Exactly($"token calls for {Requests} requests on {Nodes} nodes while one token is renewed", 1, TokenCalls),
        Promise.Exactly("failures among these requests", 0, Failures),
    ];

    public static async Task<Refreshing> OfAsync(Field field)
    {
        var usual = field.Nats.Switches.AccessTokenLifetime;
        field.Nats.Switches.AccessTokenLifetime = Life;
        try
        {
            await using var first = await field.GatewayAsync(redis: true);
            field.Nats.Switches.AccessTokenLifetime = usual;   // the next token wants no renewing
            await using var second = await field.NodeAsync(first);
            await using var third = await field.NodeAsync(first);
            await Task.Delay(IntoTheWindow, TimeProvider.System);

            field.Nats.Ledger.Clear();
            Contender[] nodes = [first, second, third];
            var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => Ask.StatusAsync(new Uri(nodes[i % Nodes].Address, Field.MembersPage), first.Address.Authority, first.Cookie)));
            using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
            await field.Nats.Ledger.ArrivedAsync(NatsEndpoint.Token, 1, limit.Token);
            return new Refreshing(field.Nats.Ledger.Count(NatsEndpoint.Token), answers.Count(status => status != HttpStatusCode.OK));
        }
        finally
        {
            field.Nats.Switches.AccessTokenLifetime = usual;
        }
    }
}
