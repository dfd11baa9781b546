using System.Text;

namespace Gateway.FastCgi;

/// <summary>What the application wrote to its error log in the course of one request, as far as it may stand in ours.</summary>
internal sealed class StandardError(ErrorLines log, IReadOnlyList<string> secrets)
{
    private const int MostBytes = 8 * 1024;

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

        _text = null;
        foreach (var secret in secrets) written.Replace(secret, "***");
        var isCut = _isCut || written.Length > MostBytes;
        var text = written.ToString(0, Math.Min(written.Length, MostBytes));
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) log.Write(line);
        if (isCut) log.Write("(more was written by the same request, and is left out)");
    }
}
