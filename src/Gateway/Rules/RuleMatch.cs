namespace Gateway.Rules;

/// <summary>The rules that a look-up found: for the path as it is, and for the path as a careless file system reads it.</summary>
internal readonly record struct RuleMatch(PathRule Exact, PathRule Folded);
