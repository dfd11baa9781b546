namespace Gateway.ApacheImport;

/// <summary>
/// How much of a configuration is compared with the rest of it in one import. Counted in steps and not by a clock, so that an import ends at
/// the same line on every machine.
/// </summary>
internal sealed class StepBudget
{
    /// <summary>What it costs to merge a section into what holds somewhere; one step is to see whether it does.</summary>
    public const int Merge = 100;

    /// <summary>What each line of a demand adds to that: its text is written anew.</summary>
    public const int Line = 4;

    // A few seconds.
    private const long Most = 20_000_000;

    private long _steps;

    public void Take(ApacheDirective at, long steps)
    {
        if ((_steps += steps) > Most)
            throw at.Fault("is too much to compare with all that stands before it, so nothing is imported. Import one virtual host at a time, and write one section for what has one rule.");
    }
}
