using System.Buffers.Text;
using System.Security.Cryptography;

namespace Gateway.Sessions;

/// <summary>
/// What the session cookie holds: 256 bits of the system's random generator, and nothing else. It is the key to the session and
/// never shows itself in a log line: only <see cref="Text"/> gives it away.
/// </summary>
internal readonly record struct SessionId
{
    private readonly string? _text;

    private SessionId(string text) => _text = text;

    /// <summary>Base64url, 43 characters.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This session id was never made.");

    public static SessionId New()
    {
        Span<byte> bytes = stackalloc byte[RandomText.Bytes];
        RandomNumberGenerator.Fill(bytes);
        return new SessionId(Base64Url.EncodeToString(bytes));
    }

    /// <summary>Takes exactly what <see cref="New"/> makes: a second spelling of the same bits would count as a second session.</summary>
    public static bool TryParse(string value, out SessionId id)
    {
        id = default;
        if (!RandomText.TryDecode(value, out _)) return false;

        id = new SessionId(value);
        return true;
    }

    public void CopyTo(Span<byte> bytes) => Base64Url.DecodeFromChars(Text, bytes);

    public override string ToString() => nameof(SessionId);
}
