namespace Gateway.Sites;

/// <summary>
/// The one door to the configuration in force. A request enters its generation once and leaves it at its end; whoever asks outside a
/// request takes <see cref="Value"/> anew each time.
/// </summary>
internal sealed class CurrentConfiguration(GatewayConfiguration first)
{
    private Generation _generation = new(first);

    public GatewayConfiguration Value => Volatile.Read(ref _generation).Configuration;

    /// <summary>For a request, which must leave it.</summary>
    public Generation Enter()
    {
        while (true)
        {
            var generation = Volatile.Read(ref _generation);
            if (generation.TryEnter()) return generation;
        }
    }

    /// <summary>Puts the next one in place, in one step; returns the one before, which ends with its last request.</summary>
    public Generation Replace(GatewayConfiguration next)
    {
        var before = Interlocked.Exchange(ref _generation, new Generation(next));
        before.Leave();
        return before;
    }
}
