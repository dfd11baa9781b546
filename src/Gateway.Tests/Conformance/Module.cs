using Gateway.Demo.Nats;

namespace Gateway.Tests.Conformance;

/// <summary>One module of a test plan, under its official name: how the OP behaves, and what the relying party must do then.</summary>
internal sealed record Module(string Plan, string Name, Func<Trial, Task> Play)
{
    /// <summary>What all official names begin with.</summary>
    public const string Official = "oidcc-client-test";

    public Setup Setup { get; init; } = Setup.Query;

    /// <summary>How the OP misbehaves in this module and in no other.</summary>
    public Action<SimulatedNats> Switch { get; init; } = _ => { };

    /// <summary>Metadata or keys are others than usual, which a relying party reads once and keeps: it meets this OP for the first time.</summary>
    public bool IsAlone { get; init; }

    /// <summary>The relying party must refuse something; one that checks nothing fails.</summary>
    public bool MustRefuse { get; init; }

    public override string ToString() => $"{Plan}: {Name}";
}
