using System.Collections.Concurrent;
using Gateway.Sites;

namespace Gateway.Provider;

/// <summary>Connections of sites that reach their OP in a way of their own, by a proxy, other authorities or with a certificate: one set for each way.</summary>
internal sealed class OwnTransports : HttpMessageHandler
{
    private readonly ConcurrentDictionary<ProviderTransport, Lazy<HttpMessageInvoker>> _known = new();

    /// <summary>Says by which way a call goes.</summary>
    public static readonly HttpRequestOptionsKey<ProviderTransport> Way = new("gateway-way");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(Way, out var way)) throw new InvalidOperationException("A call to an OP without a way.");

        var connections = _known.GetOrAdd(way, static one => new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(ProviderPipeline.Connections(one))));
        return connections.Value.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var one in _known.Values.Where(one => one.IsValueCreated)) one.Value.Dispose();
        base.Dispose(disposing);
    }
}
