using Gateway.Tests.Harness;

namespace Gateway.Tests.Conformance;

/// <summary>A relying party that does nothing at all: it calls no OP, and answers every request with 503.</summary>
internal sealed class SilentParty : Party
{
    private readonly FakeMembersArea _server;

    private SilentParty(FakeMembersArea server) => _server = server;

    public override string Name => "a silent one";

    public static Task<IReadOnlyDictionary<Module, Verdict>> PlayAsync() => Modules.PlayAsync(TimeProvider.System, async _ =>
    {
        var server = await FakeMembersArea.StartAsync();
        foreach (var page in (string[])[Visitor.Page, Visitor.Landing, GatewayHost.Vanity])
        {
            server.Answers[page] = context =>
            {
                context.Response.StatusCode = 503;
                return Task.CompletedTask;
            };
        }

        return new SilentParty(server);
    });

    public override Browser NewBrowser(Lane lane) => new(_server.Address, lane.Nats, lane.Origin);

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
