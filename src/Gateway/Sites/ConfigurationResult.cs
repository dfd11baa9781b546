namespace Gateway.Sites;

/// <summary>What became of reading: a configuration without any fault, or every fault that was found.</summary>
internal sealed record ConfigurationResult(GatewayConfiguration? Configuration, IReadOnlyList<ConfigurationFault> Faults);
