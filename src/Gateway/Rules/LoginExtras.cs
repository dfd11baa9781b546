namespace Gateway.Rules;

/// <summary>What a login that leads to a path asks the OP for, beyond what every login of the site does.</summary>
internal sealed record LoginExtras(string? Scope, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    public bool Equals(LoginExtras? other) => other is not null && Scope == other.Scope && Parameters.SequenceEqual(other.Parameters);

    public override int GetHashCode() => HashCode.Combine(Scope, Parameters.Count);
}
