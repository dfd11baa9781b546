using System.Text.Json.Nodes;
using Gateway.Demo.Nats;

namespace Gateway.Tests.Forgery;

/// <summary>
/// One lie of an OP, or of somebody on the way to it: the row of the corpus, what is told, how a relying party that checks nothing shows to
/// have fallen for it, and the reason code under which we refuse.
/// </summary>
internal sealed record Lie(string Row, string Name, string Reason, Action<SimulatedNats> Tell)
{
    /// <summary>A lie that nobody could fall for proves nothing. By default the lie gives the member a claim that NATS never gave.</summary>
    public Func<Belief, bool> IsBelieved { get; init; } = belief => belief.IdToken?.Text(Forge.Prize) == Forge.PrizeValue;

    /// <summary>The status of the page that refuses the login.</summary>
    public int Status { get; init; } = 502;

    /// <summary>The lie stands in what is read once and kept, such as keys: it needs a Gateway that has read nothing yet.</summary>
    public bool IsReadEarly { get; init; }

    /// <summary>Settings of the site that meets the lie.</summary>
    public Action<JsonObject>? Site { get; init; }

    /// <summary>How often the keys are read anew because of it: once where a signature does not verify, else never.</summary>
    public int KeyReads { get; init; }

    public override string ToString() => $"{Row}: {Name}";
}
