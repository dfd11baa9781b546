using System.Globalization;
using Gateway.FastCgi;
using Gateway.Sites;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

/// <summary>
/// How a site's upstream is reached: YARP's own HTTP transport or our FastCGI one, with a limit on the wait for the first byte of an answer.
/// </summary>
internal sealed class UpstreamTransports(ILogger<ForwarderHttpClientFactory> logger, FastCgiHandler fastCgi, TimeProvider clock) : ForwarderHttpClientFactory(logger)
{
    /// <summary>Says in a cluster's metadata which kind of upstream it has.</summary>
    public const string Kind = "upstream-kind";

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ActivityHeadersPropagator = null;   // a members area is no part of our traces
        handler.MaxResponseHeadersLength = 64;
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        var limit = TimeSpan.ParseExact(context.NewMetadata![FirstByteLimit.Metadata], "c", CultureInfo.InvariantCulture);
        var transport = context.NewMetadata[Kind] == nameof(FastCgiUpstream) ? fastCgi : base.WrapHandler(context, handler);
        return new FirstByteLimit(transport, limit, clock);
    }
}
