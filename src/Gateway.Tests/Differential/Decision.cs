namespace Gateway.Tests.Differential;

/// <summary>A difference to the module that is meant: where it was decided, what a site notices of it, and exactly which differences it explains.</summary>
internal sealed record Decision(string Source, string Meaning, Func<Difference, bool> Explains)
{
    public override string ToString() => $"{Source}: {Meaning}";
}
