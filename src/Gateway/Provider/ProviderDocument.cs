namespace Gateway.Provider;

/// <summary>Metadata and keys of an OP as they were last read and found good.</summary>
internal sealed record ProviderDocument(ProviderMetadata Metadata, IReadOnlyList<ProviderKey> Keys);
