namespace Gateway.Demo;

/// <summary>A port that cannot be opened, said in one line for the person who typed the command.</summary>
internal sealed class PortRefusedException(int port, string part, string why, Exception? cause = null)
    : Exception($"Port {port} ({part}) {why}. Choose another first port with --port.", cause);
