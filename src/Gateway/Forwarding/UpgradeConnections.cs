namespace Gateway.Forwarding;

/// <summary>
/// Connections for WebSockets, each for one alone: where an upstream refuses to change protocols, who knows in which it reads what comes
/// next on that connection?
/// </summary>
internal sealed class UpgradeConnections(HttpMessageHandler shared, SocketsHttpHandler single) : DelegatingHandler(shared)
{
    private readonly HttpMessageInvoker _single = new(single);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Headers.Upgrade.Count > 0 ? _single.SendAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _single.Dispose();
        base.Dispose(disposing);
    }
}
