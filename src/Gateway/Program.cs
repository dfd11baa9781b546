namespace Gateway;

/// <summary>Which command was asked for.</summary>
internal static class Program
{
    public static int Main() => 0;
}
