using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Forgery;

/// <summary>What a relying party that checks nothing holds after a login: each message as it came, and as the most forgiving reader has it.</summary>
internal sealed class Belief
{
    public Loose? Metadata { get; set; }

    public Loose? Keys { get; set; }

    public Loose? TokenResponse { get; set; }

    public Loose? IdTokenHeader { get; set; }

    public Loose? IdToken { get; set; }

    public Loose? UserInfo { get; set; }

    /// <summary>It was sent to another address, and went.</summary>
    public bool WentElsewhere { get; set; }
}

/// <summary>Any text, read as JSON if it can be: the last of doubled names counts, no depth is too deep.</summary>
internal sealed class Loose(byte[] bytes)
{
    private static readonly JsonDocumentOptions Forgiving = new() { MaxDepth = 1_000_000, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly Lazy<JsonElement?> _json = new(() => Parse(bytes));

    public byte[] Bytes => bytes;

    public string Raw { get; } = Encoding.UTF8.GetString(bytes);

    public JsonElement? Json => _json.Value;

    /// <summary>The value of a name as text; null when there is none.</summary>
    public string? Text(string name) => Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>The middle or the beginning of a token, in whatever base64 it is written; null when it is none.</summary>
    public static Loose? Part(string? token, int part)
    {
        if (token?.Split('.') is not { } parts || parts.Length <= part) return null;

        var text = new string([.. parts[part].Select(c => c switch { '-' => '+', '_' => '/', _ => c }).Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/')]);
        var spare = text.Length % 4 == 1 ? 1 : 0;
        text = text[..^spare];
        return new Loose(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
    }

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
            return JsonDocument.Parse(text, Forgiving).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
