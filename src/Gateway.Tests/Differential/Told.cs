namespace Gateway.Tests.Differential;

/// <summary>What PHP was told with one request.</summary>
internal sealed record Told(string Site, string Member, string Request, IReadOnlyDictionary<string, string> Variables);
