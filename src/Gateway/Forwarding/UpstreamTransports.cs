using System.Globalization;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

/// <summary>How a site's upstream is reached: YARP's own HTTP transport, with a limit on the wait for the first byte of an answer.</summary>
internal sealed class UpstreamTransports(ILogger<ForwarderHttpClientFactory> logger, TimeProvider clock) : ForwarderHttpClientFactory(logger)
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ActivityHeadersPropagator = null;   // a members area is no part of our traces
        handler.MaxResponseHeadersLength = 64;
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        var limit = TimeSpan.ParseExact(context.NewMetadata![FirstByteLimit.Metadata], "c", CultureInfo.InvariantCulture);
        return new FirstByteLimit(base.WrapHandler(context, handler), limit, clock);
    }
}
