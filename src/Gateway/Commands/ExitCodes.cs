namespace Gateway.Commands;

/// <summary>Exit codes of every command: 0 good, 1 faults found, 2 wrong use.</summary>
internal static class ExitCodes
{
    public const int Good = 0;
    public const int Fault = 1;
    public const int WrongUse = 2;
}
