namespace Gateway.Sites;

/// <summary>How long the upstream may take: to its first byte, and between two bytes.</summary>
internal sealed record TimeoutSettings(TimeSpan FirstByte, TimeSpan Idle);
