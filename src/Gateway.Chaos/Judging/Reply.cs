using System.Text.RegularExpressions;

namespace Gateway.Chaos.Judging;

/// <summary>An answer as it reached the browser; status 0 when none did.</summary>
internal sealed partial record Reply(int Status, string Text, string? Location = null)
{
    /// <summary>In words: the status, and what the error page or the script's error says.</summary>
    public string Cause
    {
        get
        {
            if (Status == 0) return Text;
            var said = Heading().Match(Text) is { Success: true } page ? page.Groups[1].Value : Error().Match(Text) is { Success: true } script ? script.Groups[1].Value : "";
            return $"{Status} {said}".Trim();
        }
    }

    [GeneratedRegex("<h1>(.*?)</h1>", RegexOptions.Singleline)]
    private static partial Regex Heading();

    [GeneratedRegex("\"error\":\"(.*?)\"")]
    private static partial Regex Error();
}
