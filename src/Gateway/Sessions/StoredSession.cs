namespace Gateway.Sessions;

/// <summary>What a store holds under a key: sealed bytes, their version, and the life left in the store's own clock.</summary>
internal sealed record StoredSession(ReadOnlyMemory<byte> Body, long Version, TimeSpan Remaining);
