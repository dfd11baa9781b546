namespace Gateway.Demo.Nats;

/// <summary>How a simulated NATS is started. What may change while it runs is in <see cref="Switches"/>.</summary>
internal sealed record SimulatedNatsOptions
{
    /// <summary>0 takes any free port of 127.0.0.1.</summary>
    public int Port { get; init; }

    /// <summary>More may be put into <see cref="SimulatedNats.Clients"/> later, when their addresses are known.</summary>
    public IReadOnlyList<NatsClient> Clients { get; init; } = [];

    /// <summary>Refuse an authorization request without an S256 challenge.</summary>
    public bool RequirePkce { get; init; } = true;

    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan CodeLifetime { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan IdTokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where the switch page leads back to; null: nowhere.</summary>
    public Uri? MembersArea { get; init; }
}
