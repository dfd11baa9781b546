namespace Gateway.Commands;

/// <summary>A file for a web server, and where it is to be included.</summary>
internal sealed record UpstreamSnippet(string Name, string Goes, string Text);
