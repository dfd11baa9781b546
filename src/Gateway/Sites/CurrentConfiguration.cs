using System.Collections.Immutable;

namespace Gateway.Sites;

/// <summary>
/// The one door to the configuration in force. A request enters its generation once and leaves it at its end; whoever asks outside a
/// request takes <see cref="Value"/> anew each time. Generations that were replaced stay for logins that began with them.
/// </summary>
internal sealed class CurrentConfiguration(GatewayConfiguration first)
{
    private Generation _generation = new(first);
    private ImmutableArray<Generation> _earlier = [];

    public GatewayConfiguration Value => Volatile.Read(ref _generation).Configuration;

    /// <summary>Those that were replaced and not yet let go, the newest first.</summary>
    public ImmutableArray<Generation> Earlier => _earlier;

    /// <summary>For a request, which must leave it.</summary>
    public Generation Enter()
    {
        while (true)
        {
            var generation = Volatile.Read(ref _generation);
            if (generation.TryEnter()) return generation;
        }
    }

    /// <summary>Puts the next one in place, in one step. The one before is kept until <see cref="LetGo"/>.</summary>
    public Generation Replace(GatewayConfiguration next)
    {
        var before = Volatile.Read(ref _generation);
        ImmutableInterlocked.Update(ref _earlier, static (earlier, one) => earlier.Insert(0, one), before);
        Volatile.Write(ref _generation, new Generation(next));
        return before;
    }

    /// <summary>No login enters it any more; it ends with its last request.</summary>
    public void LetGo(Generation before)
    {
        if (ImmutableInterlocked.Update(ref _earlier, static (earlier, one) => earlier.Remove(one), before)) before.Leave();
    }
}
