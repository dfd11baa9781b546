using System.Globalization;
using Gateway.Rules;

namespace Gateway.Commands;

/// <summary>One rule as an owner reads it: path, what is required, and what differs from the usual.</summary>
internal sealed record CheckedPath(string Path, string Rule, IReadOnlyList<string>? Methods, string? Unauthenticated, string? Identity)
{
    public static CheckedPath Of(PathRule rule) => new(
        rule.Pattern,
        rule.Requirement.Directive,
        rule.Methods,
        rule.Unauthenticated == Rules.Unauthenticated.Auto ? null : rule.Unauthenticated.ToString().Replace("Status", "", StringComparison.Ordinal),
        rule.IdentityIfSignedIn ? "IfSignedIn" : null);

    public override string ToString()
    {
        var text = Rule;
        if (Methods is { } methods) text += $" [{string.Join(' ', methods)} only]";
        if (Unauthenticated is { } answer) text += string.Create(CultureInfo.InvariantCulture, $" [not signed in: {answer}]");
        return Identity is null ? text : text + " [identity if signed in]";
    }
}
