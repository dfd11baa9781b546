namespace Gateway.Sites;

/// <summary>What became of reading: a configuration without any fault, or every fault that was found.</summary>
/// <param name="Files">The file and those that it names, as they looked when they were read.</param>
internal sealed record ConfigurationResult(
    GatewayConfiguration? Configuration, IReadOnlyList<ConfigurationFault> Faults, IReadOnlyList<FileLook> Files);
