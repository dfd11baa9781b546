using Gateway.Sites;

namespace Gateway.ApacheImport;

/// <summary>Parameters as the module has them, <c>a=b&amp;c=d</c>, as a section of ours; what may not be written is left out and said.</summary>
internal static class ParameterText
{
    public static string Json(ApacheDirective directive, ParameterSection section, Findings findings)
    {
        var members = new List<string>();
        foreach (var pair in directive.FirstWord.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (Decoded(pair), "") : (Decoded(pair[..equals]), Decoded(pair[(equals + 1)..]));
            if (value is "#" or "") findings.NeedsDecision(directive, $"{name} is left out: nothing of a request is passed on, and nothing empty.");
            else if (section.Refusal(name) is { } refusal) findings.NeedsDecision(directive, $"{name} is left out: it {refusal}");
            else members.Add($"{Draft.Quoted(name)}: {Draft.Quoted(value)}");
        }

        return $"{{ {string.Join(", ", members)} }}";
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
