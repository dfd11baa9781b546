using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>One thing wrong in the configuration: where it stands, what it says, and what to write instead.</summary>
/// <param name="Line">From 1; 0 when the file itself is at fault.</param>
/// <param name="Value">As written, for a secret <c>***</c> with a short hash; null when there is no value to show.</param>
internal sealed record ConfigurationFault(string File, int Line, string? Site, string Setting, string? Value, string Remedy)
{
    private const int LongestSetting = 500;

    /// <summary>For a person at a terminal; null where no line is to blame.</summary>
    public FaultQuote? Quote { get; init; }

    /// <summary>The one line that the operator reads: file, line, site, setting, value, remedy.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}: " : $"{File}: ";
        var site = Site is null ? "" : $"site \"{Excerpt.Of(Escaped(Site))}\": ";
        var setting = Setting.Length == 0 ? "" : $"{Excerpt.Of(Escaped(Setting), LongestSetting)}: ";
        var value = Value is null ? "" : $"\"{Excerpt.Of(Escaped(Value))}\" ";
        return place + site + setting + value + Remedy;
    }

    // Control characters and quotes as JSON writes them: the line stays one line, and the value looks as it does in the file.
    private static string Escaped(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
}
