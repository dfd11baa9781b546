using System.Diagnostics.CodeAnalysis;

namespace Gateway.Tests.Conformance;

/// <summary>How a module ended, in the words of the official suite.</summary>
internal enum Outcome
{
    /// <summary>The relying party did what the module asks for.</summary>
    Passed,

    /// <summary>It did something else.</summary>
    Failed,

    /// <summary>It does not offer what the module is about, or the module allows to refuse it, and it did.</summary>
    Skipped,
}

/// <summary>How a module ended, and what was seen that made it so; nothing where it passed.</summary>
internal sealed record Verdict(Outcome Outcome, string Why)
{
    public static Verdict Passed { get; } = new(Outcome.Passed, "");
}

/// <summary>Ends a module before its last step, as the official suite does.</summary>
internal sealed class ModuleEndedException(Outcome outcome, string why) : Exception(why)
{
    public Verdict Verdict => new(outcome, Message);

    public static void FailUnless([DoesNotReturnIf(false)] bool holds, string why)
    {
        if (!holds) throw new ModuleEndedException(Outcome.Failed, why);
    }
}
