namespace Gateway.Commands;

/// <summary>How every command ends, by one table.</summary>
internal static class ExitCodes
{
    /// <summary>Nothing to do.</summary>
    public const int Good = 0;

    /// <summary>The files or the parts outside are not as they must be, or not yet decided; the command itself was right.</summary>
    public const int Fault = 1;

    /// <summary>The command must be written otherwise.</summary>
    public const int WrongUse = 2;

    /// <summary>What an operator reads of it.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Table { get; } =
    [
        (Good, "good"),
        (Fault, "a file or a part outside is at fault, or needs your decision"),
        (WrongUse, "wrong use: the command must be written otherwise"),
    ];
}
