using System.Text;
using Microsoft.Extensions.Primitives;

namespace Gateway.Sessions;

/// <summary>
/// Reads the browser's Cookie lines as they are. The framework's collection decodes values and keeps one of several cookies of a
/// name; we must see all of them, and pass the others on byte for byte.
/// </summary>
internal static class CookieHeader
{
    /// <summary>The values of exactly this name, in order, neither decoded nor trimmed.</summary>
    public static IEnumerable<string> Values(StringValues lines, string name)
    {
        foreach (var line in lines)
        {
            if (line is null) continue;

            for (var end = -1; TryNext(line, ref end, out var start);)
                if (ValueAt(Pair(line, start, end), name) is { } value) yield return value;
        }
    }

    /// <summary>One line with the cookies of exactly these names, as far as they can be sent on anywhere; null when there is none.</summary>
    public static string? Only(StringValues lines, IReadOnlyList<string> names)
    {
        var kept = names.SelectMany(name => Values(lines, name).Where(value => Ascii.IsValid(value)).Select(value => $"{name}={value}")).ToList();
        return kept.Count == 0 ? null : string.Join("; ", kept);
    }

    /// <summary>
    /// One line for the upstream, without these cookies and without any that PHP could take for them; null when nothing is left.
    /// </summary>
    public static string? Without(StringValues lines, IReadOnlyList<string> names)
    {
        if (lines.Count == 1) return Without(lines[0] ?? "", names);

        List<string>? kept = null;
        foreach (var line in lines)
        {
            if (line is not null && Without(line, names) is { } rest) (kept ??= []).Add(rest);
        }

        return kept is null ? null : string.Join("; ", kept);
    }

    /// <summary>
    /// Could PHP, of any version, read a cookie of this name as ours? It skips blanks in front, turns blank, dot and bracket into an
    /// underscore, takes what follows a bracket for an array index, and once decoded escapes. Letter case and the hyphen are
    /// folded too, for what stands between us and PHP.
    /// </summary>
    public static bool IsReadAs(ReadOnlySpan<char> name, string ours)
    {
        var matched = 0;
        for (var at = 0; at < name.Length;)
        {
            var read = Decode(name, ref at);
            if (matched == 0 && (read == ' ' || read is >= '\t' and <= '\r')) continue;
            if (read == '\0') break;
            if (matched == ours.Length) return read == '[';
            if (Fold(read) != Fold(ours[matched])) return false;

            matched++;
        }

        return matched == ours.Length;
    }

    private static string? Without(string line, IReadOnlyList<string> names)
    {
        if (!HoldsAny(line, names)) return string.IsNullOrWhiteSpace(line) ? null : line;

        var kept = new List<string>();
        for (var end = -1; TryNext(line, ref end, out var start);)
            if (!IsOurs(line.AsSpan(start, end - start), names)) kept.Add(line[start..end]);

        // The blank that stood between the first one left and the one taken out.
        var rest = string.Join(';', kept).TrimStart(' ');
        return IsEmpty(rest) ? null : rest;
    }

    private static bool IsEmpty(ReadOnlySpan<char> line)
    {
        foreach (var letter in line)
            if (letter != ';' && !char.IsWhiteSpace(letter)) return false;
        return true;
    }

    private static bool HoldsAny(string line, IReadOnlyList<string> names)
    {
        for (var end = -1; TryNext(line, ref end, out var start);)
            if (IsOurs(line.AsSpan(start, end - start), names)) return true;
        return false;
    }

    // The pair behind the one that ends there; the first one behind -1.
    private static bool TryNext(string line, ref int end, out int start)
    {
        start = end + 1;
        if (end == line.Length) return false;

        end = End(line, start);
        return true;
    }

    private static bool IsOurs(ReadOnlySpan<char> pair, IReadOnlyList<string> names)
    {
        var equals = pair.IndexOf('=');
        var name = equals < 0 ? pair : pair[..equals];
        for (var i = 0; i < names.Count; i++)
        {
            if (IsReadAs(name, names[i])) return true;
        }

        return false;
    }

    private static int End(string line, int start)
    {
        var end = line.IndexOf(';', start);
        return end < 0 ? line.Length : end;
    }

    // One blank after the semicolon is the separator; a second one would belong to the name.
    private static ReadOnlySpan<char> Pair(string line, int start, int end) =>
        start > 0 && start < end && line[start] == ' ' ? line.AsSpan(start + 1, end - start - 1) : line.AsSpan(start, end - start);

    private static string? ValueAt(ReadOnlySpan<char> pair, string name) =>
        pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal)
            ? pair[(name.Length + 1)..].ToString()
            : null;

    private static char Decode(ReadOnlySpan<char> name, ref int at)
    {
        var read = name[at++];
        if (read == '+') return ' ';
        if (read != '%' || at + 2 > name.Length || !char.IsAsciiHexDigit(name[at]) || !char.IsAsciiHexDigit(name[at + 1])) return read;

        at += 2;
        return (char)Convert.FromHexString(name.Slice(at - 2, 2))[0];
    }

    private static char Fold(char read) => read is '-' or '.' or ' ' or '[' ? '_' : char.ToLowerInvariant(read);
}
