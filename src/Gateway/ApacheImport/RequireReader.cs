using Gateway.Claims;
using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>
/// Reads the <c>Require</c> lines and containers of one section. What only Apache can judge (addresses, variables, expressions) is taken
/// for what refuses, so that nothing opens by it, and is reported.
/// </summary>
internal sealed class RequireReader(Findings findings)
{
    private static readonly string[] Containers = ["RequireAny", "RequireAll", "RequireNone"];

    /// <summary>Claims are not what NATS says of a member: Apache changes them by an expression first.</summary>
    public bool ClaimsAreMade { get; set; }

    public static bool IsRequire(ApacheDirective directive) => directive.Is("Require") || directive.IsAnyOf(Containers);

    /// <summary>What the lines demand together, by default any of them; null when there are none.</summary>
    public Demand? Read(IEnumerable<ApacheDirective> directives)
    {
        var requires = directives.Where(IsRequire).ToList();
        if (requires.Count == 0) return null;

        var parts = requires.Select(one => ReadOne(one, refusing: true)).ToList();
        var demand = parts.Count == 1 ? parts[0] : Demand.Any(parts);
        var requirement = demand.Requirement;
        if (requirement.Fault is { } fault)
        {
            findings.NeedsDecision(requires[0], $"denied: Apache would not start with this either. {fault}.");
            return Demand.Denied;
        }

        foreach (var warning in requirement.Warnings) findings.TakenOver(requires[0], $"as it stands, though {warning}.");
        return demand;
    }

    // What cannot be judged refuses where it stands for yes, and is met where it stands behind a no.
    private Demand ReadOne(ApacheDirective directive, bool refusing)
    {
        if (directive.Children is not { } children) return ReadLine(directive, refusing);

        var inner = directive.Is("RequireNone") ? !refusing : refusing;
        var parts = Sections.Flat(children).Where(IsRequire).Select(child => ReadOne(child, inner)).ToList();
        if (parts.Count > 0 && Sections.Flat(children).All(IsRequire))
        {
            var group = new DemandGroup(Containers.First(name => directive.Is(name)), parts);
            return group.Depth <= Demand.Deepest ? group : throw directive.Fault($"holds containers more than {Demand.Deepest} deep with itself, which no rule of Paths can be, so nothing is imported. Write it with fewer of them in each other.");
        }

        findings.NeedsDecision(directive, "denied: it holds nothing, or something that is no Require.");
        return refusing ? Demand.Denied : Demand.Granted;
    }

    private Demand ReadLine(ApacheDirective directive, bool refusing)
    {
        var words = directive.Words;
        var isNot = words is ["not", ..];
        var text = string.Join(' ', words.Select(ApacheWords.Quote));
        var open = Definitions.Open(directive.Arguments);
        var isRead = Requirement.TryParse(text, out var requirement, out var fault);
        if (open is null && isRead && !(ClaimsAreMade && requirement!.ClaimWords.Any()))
        {
            foreach (var word in requirement!.ClaimWords) SayOddMatches(directive, word.Text);   // parsed
            return new DemandLine(text);
        }
        else
        {
            fault = open is null ? isRead ? "the claims that it asks for may be made or withheld by an expression (OIDCFilterClaimsExpr, OIDCUserInfoClaimsExpr)" : "" : $"${{{open}}} is not defined here, say --define {open}=VALUE";
        }

        findings.NeedsDecision(directive, $"taken for what refuses: {(fault.Length > 0 ? fault : $"\"{Shown(words)}\" can be judged by Apache alone")}. Write in Paths who may come in.");
        var met = isNot ? refusing : !refusing;
        return isNot ? new DemandLine(met ? "not all granted" : "not all denied") : met ? Demand.Granted : Demand.Denied;
    }

    private static string Shown(IReadOnlyList<string> words) => string.Join(' ', words.Take(4));

    // 2.4.11.2 took any text without leading digits for the number 0, and ignored white space.
    private void SayOddMatches(ApacheDirective directive, string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || word.AsSpan(0, colon).Contains('~')) return;

        var value = word[(colon + 1)..];
        if (value.Any(char.IsWhiteSpace)) findings.ChangedMeaning(directive, $"claim {word} now means exactly this text; the module ignored white space.");
        else if (value.Length == 0 || !char.IsAsciiDigit(value[0]))
            findings.ChangedMeaning(directive, $"claim {word} is no longer met by the number 0; module 2.4.11.2 took every text without digits for 0.");
        else if (value.Any(letter => !char.IsAsciiDigit(letter)) || (value.Length > 1 && value[0] == '0'))
            findings.ChangedMeaning(directive, $"claim {word} now means exactly this text; the module compared the digits as a number.");
    }
}
