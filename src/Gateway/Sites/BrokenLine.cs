using System.Collections.Frozen;
using System.Text;

namespace Gateway.Sites;

/// <summary>
/// The line at which the file stops being JSON, up to that place. What is a value and what a name cannot be told there for sure, so only names
/// of settings that we know, and the signs between them, are shown.
/// </summary>
internal static class BrokenLine
{
    private const int Longest = 60;

    private static readonly FrozenSet<string> Names = NamesOf(typeof(GatewayOptions), typeof(PathRuleOptions), typeof(FastCgiOptions));

    /// <param name="line">From 0, as the reader counts.</param>
    /// <param name="position">Bytes before it in the line.</param>
    /// <returns>The column from 1, and the quote; none of a line that is empty.</returns>
    public static (int Column, FaultQuote? Quote) At(ReadOnlySpan<byte> json, long line, long position)
    {
        for (; line > 0; line--) json = json[(json.IndexOf((byte)'\n') + 1)..];
        var end = json.IndexOf((byte)'\n');
        if (end >= 0) json = json[..end];
        var column = Encoding.UTF8.GetCharCount(json[..(int)Math.Min(position, json.Length)]);
        return (column + 1, Quote(Encoding.UTF8.GetString(json), column));
    }

    private static FaultQuote? Quote(string text, int column)
    {
        var shown = new StringBuilder();
        var at = Next(text, 0);
        for (var end = 0; at < text.Length; at = Next(text, end))
        {
            if (shown.Length > 0 && (at > end || (shown[^1] == '…' && !IsSign(text[at])))) shown.Append(' ');
            end = End(text, at);
            var token = Shown(text, at, end);
            if (end > column) return Windowed(shown + token + (token == "…" ? "" : Rest(text, end)), shown.Length);

            shown.Append(token);
        }

        return shown.Length == 0 ? null : Windowed(shown.ToString(), shown.Length);
    }

    // Past the fault even signs may be part of a text.
    private static string Rest(string text, int end) => Next(text, end) is var next && next == text.Length ? "" : text[next] == ':' ? ": …" : " …";

    private static int Next(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    private static string Shown(string text, int at, int end)
    {
        if (IsSign(text[at])) return text[at..end];

        var after = Next(text, end);
        var isName = text[at] == '"' && end - at > 1 && after < text.Length && text[after] == ':';
        return isName && Names.Contains(text[(at + 1)..(end - 1)]) ? text[at..end] : "…";
    }

    private static int End(string text, int at) => text[at] switch
    {
        '"' => EndOfText(text, at),
        '/' => text.AsSpan(at).StartsWith("/*") && text.IndexOf("*/", at + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : text.Length,
        var sign when IsSign(sign) => at + 1,
        _ => EndOfWord(text, at),
    };

    private static int EndOfText(string text, int at)
    {
        for (at++; at < text.Length && text[at] != '"'; at++)
            if (text[at] == '\\') at++;
        return Math.Min(at + 1, text.Length);
    }

    private static int EndOfWord(string text, int at)
    {
        while (at < text.Length && !IsSign(text[at]) && !char.IsWhiteSpace(text[at]) && text[at] is not '"' and not '/') at++;
        return at;
    }

    private static bool IsSign(char letter) => letter is '{' or '}' or '[' or ']' or ':' or ',';

    private static FaultQuote Windowed(string line, int caret)
    {
        if (caret > Longest) (line, caret) = ("…" + line[(caret - Longest + 1)..], Longest);
        return new FaultQuote(line, caret);
    }

    private static FrozenSet<string> NamesOf(params Type[] sections)
    {
        var (names, seen) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<Type>());
        var open = new Stack<Type>(sections);
        while (open.TryPop(out var section))
        {
            if (!seen.Add(section) || ConfigurationJson.Default.GetTypeInfo(section) is not { } info) continue;

            if (info.ElementType is { } element) open.Push(element);
            foreach (var property in info.Properties.Where(property => !property.IsExtensionData))
            {
                names.Add(property.Name);
                open.Push(property.PropertyType);
            }
        }

        return names.ToFrozenSet(StringComparer.Ordinal);
    }
}
