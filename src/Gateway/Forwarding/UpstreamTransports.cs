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

    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);   // as YARP has it

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ActivityHeadersPropagator = null;   // a members area is no part of our traces
        handler.MaxResponseHeadersLength = 64;
        handler.PlaintextStreamFilter = static (connection, _) => Guard(connection, mayUpgrade: false);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        var limit = TimeSpan.ParseExact(context.NewMetadata![FirstByteLimit.Metadata], "c", CultureInfo.InvariantCulture);
        HttpMessageHandler transport = context.NewMetadata[Kind] == nameof(FastCgiUpstream) ? fastCgi : OverHttp(context, base.WrapHandler(context, handler));
        return new FirstByteLimit(transport, limit, clock);
    }

    private UpgradeConnections OverHttp(ForwarderHttpClientContext context, HttpMessageHandler shared)
    {
        var single = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = LongestConnect, PooledConnectionLifetime = TimeSpan.Zero };
        ConfigureHandler(context, single);
        single.PlaintextStreamFilter = static (connection, _) => Guard(connection, mayUpgrade: true);
        return new UpgradeConnections(shared, single);
    }

    private static ValueTask<Stream> Guard(SocketsHttpPlaintextStreamFilterContext connection, bool mayUpgrade) => ValueTask.FromResult(
        connection.NegotiatedHttpVersion.Major == 1 ? new GuardedStream(connection.PlaintextStream, mayUpgrade) : connection.PlaintextStream);
}
