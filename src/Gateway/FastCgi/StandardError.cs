using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.FastCgi;

/// <summary>What the application wrote to its error log in the course of one request, as far as it may stand in ours.</summary>
internal sealed partial class StandardError(ErrorLines log, IReadOnlyList<string> secrets)
{
    private const int MostBytes = 8 * 1024;

    // No byte, so nothing that the application could have written.
    private const char Mask = '\uFFFF';

    // A secret that begins before the limit is here as a whole.
    private readonly int _kept = MostBytes + (secrets.Count == 0 ? 0 : secrets.Max(secret => secret.Length));
    private StringBuilder? _text;
    private bool _isCut;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _text ??= new StringBuilder();
        var room = Math.Min(bytes.Length, _kept - _text.Length);
        _text.Append(Encoding.Latin1.GetString(bytes[..room]));
        _isCut |= room < bytes.Length;
    }

    /// <summary>Writes it down, once: when the request is over.</summary>
    public void Write()
    {
        if (_text is not { Length: > 0 } written) return;

        // At its own length first: what is behind must not slide below the limit, since the end of what is kept may cut a secret.
        _text = null;
        foreach (var secret in secrets) written.Replace(secret, new string(Mask, secret.Length));
        var isCut = _isCut || written.Length > MostBytes;
        var text = Masked().Replace(written.ToString(0, Math.Min(written.Length, MostBytes)), "***");
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) log.Write(line);
        if (isCut) log.Write("(more was written by the same request, and is left out)");
    }

    [GeneratedRegex("\uFFFF+")]
    private static partial Regex Masked();
}
