namespace Gateway.Rules;

/// <summary>What a login that leads to a path asks the OP for, beyond what every login of the site does.</summary>
internal sealed record LoginExtras(string? Scope, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    public override string ToString() => string.Join(' ', Parameters.Select(one => $"{one.Key}={one.Value}").Prepend($"scope={Scope}"));
}
