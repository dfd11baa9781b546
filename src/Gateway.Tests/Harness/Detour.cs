using Gateway.Demo.Nats;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Harness;

/// <summary>Sends what one Gateway posts to the token endpoint elsewhere, through its own transport: to a port that nobody has, a name that nobody knows, a bad certificate.</summary>
internal sealed class Detour : DelegatingHandler
{
    private int _taken;

    /// <summary>Null: the way that the metadata says.</summary>
    public Uri? To { get; set; }

    /// <summary>Calls that went elsewhere.</summary>
    public int Taken => _taken;

    public void Put(IServiceCollection services) => BackChannel.Change(builder =>
    {
        if (InnerHandler is null) builder.AdditionalHandlers.Add(this);   // the second client, for OPs without a certificate check, is not used
    })(services);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (To is { } elsewhere && request.RequestUri!.AbsolutePath == NatsEndpoint.TokenPath)
        {
            Interlocked.Increment(ref _taken);
            request.RequestUri = elsewhere;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
