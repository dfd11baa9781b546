namespace Gateway.Claims;

/// <summary>What a message shows of a text that somebody wrote: enough to know it by, and never so much that the message is lost in it.</summary>
internal static class Excerpt
{
    /// <summary>For what the reader is to write himself: an address or a path is seen whole. In UTF-16 units, as all lengths here.</summary>
    public const int ToCopy = 500;

    private const int Longest = 100;

    public static string Of(string text, int most = Longest) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
}
