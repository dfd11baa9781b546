namespace Gateway.Tests.Differential;

/// <summary>A request that both servers get, with these headers and cookies, as POST when it has a body.</summary>
internal sealed record ComparedRequest(string Name, string Target)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public IReadOnlyList<string> Cookies { get; init; } = [];

    public string? Body { get; init; }
}
