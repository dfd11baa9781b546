using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Provider;

/// <summary>
/// How calls to an OP fail: a breaker for each OP outside, one more try for a GET whose connection broke, a time limit inside. A POST is
/// never sent twice: it may carry a code or a refresh token that the OP has already taken.
/// </summary>
internal static class ProviderPipeline
{
    public const string Checked = "provider";

    /// <summary>The client without certificate check, for <c>Provider.ValidateCertificate: false</c> (OIDCSSLValidateServer Off).</summary>
    public const string Unchecked = "provider-without-certificate-check";

    /// <summary>The client of sites with a way of their own (<see cref="ProviderTransport"/>).</summary>
    public const string InItsOwnWay = "provider-in-its-own-way";

    /// <summary>The time limit of one call; without it, that of a login's token call.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> Limit = new("gateway-limit");

    /// <summary>Whose failures a call counts among (<see cref="ProviderBreakers.RouteOf"/>).</summary>
    public static readonly HttpRequestOptionsKey<string> Route = new("gateway-route");

    /// <summary>The size of one answer; without it, <see cref="UsualBytes"/>.</summary>
    public static readonly HttpRequestOptionsKey<int> MostBytes = new("gateway-most-bytes");

    /// <summary>Enough for a token or userinfo answer.</summary>
    public const int UsualBytes = 256 * 1024;

    /// <summary>Enough for metadata and for a set of keys.</summary>
    public const int DocumentBytes = 512 * 1024;

    /// <summary>As many calls an OP gets at once; others wait for their turn, within their limit.</summary>
    public const int MostConnections = 256;

    public static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan RefreshLimit = TimeSpan.FromSeconds(60);

    public static void Add(IServiceCollection services, string name, Func<HttpMessageHandler> connections)
    {
        var client = services.AddHttpClient(name, http =>
        {
            http.Timeout = Timeout.InfiniteTimeSpan;   // the pipeline below has the limits
            http.DefaultRequestHeaders.UserAgent.ParseAdd("Gateway");
        });
        client.ConfigurePrimaryHttpMessageHandler(connections);
        client.AddHttpMessageHandler<MeasuredCalls>();
        client.AddResilienceHandler("back-channel", Build).SelectPipelineBy(static _ => RouteOf);
        client.AddHttpMessageHandler(static () => new BoundedAnswer());   // innermost: time limit and breaker see the whole answer
        client.SetHandlerLifetime(Timeout.InfiniteTimeSpan);   // PooledConnectionLifetime follows DNS
    }

    /// <summary>The connections of a site's own way.</summary>
    public static SocketsHttpHandler Connections(ProviderTransport way)
    {
        var transport = Connections(way.ValidateCertificate);
        if (way.Proxy is { } proxy) (transport.UseProxy, transport.Proxy) = (true, proxy.ToWebProxy());
        if (way.Certificate is { } certificate) transport.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate.Leaf, certificate.Chain, offline: true);
        if (way.Authorities is { } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(authorities);
            transport.SslOptions.CertificateChainPolicy = policy;
        }

        return transport;
    }

    /// <summary>The connections straight to an OP.</summary>
    public static SocketsHttpHandler Connections(bool validateCertificate)
    {
        var transport = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,                     // what a browser says of its traces is no affair of the OP's (Site.TraceParent)
            ConnectTimeout = TimeSpan.FromSeconds(3),
            MaxConnectionsPerServer = MostConnections,            // an OP that takes calls and answers none
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,   // a small answer stays small
            MaxResponseHeadersLength = 32,                        // kB, so that their number is bounded too
            MaxResponseDrainSize = 0,                             // what is refused is not read on to save its connection
        };
#pragma warning disable CA5359 // The operator asked for it by Provider.ValidateCertificate, for this OP alone, and is warned at every start.
        transport.SslOptions.RemoteCertificateValidationCallback = validateCertificate ? ServerCertificate.Accept : static (_, _, _, _) => true;
#pragma warning restore CA5359
        return transport;
    }

    private static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context)
    {
        var breakers = context.ServiceProvider.GetRequiredService<ProviderBreakers>();
        pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 5,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = ProviderBreakers.Pause,
            OnOpened = opened =>
            {
                if (opened.Context.GetRequestMessage() is { } request) breakers.Opened(RouteOf(request));
                return ValueTask.CompletedTask;
            },
            ShouldHandle = outcome => ValueTask.FromResult(IsOutage(outcome.Outcome)),
        });
        pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.Zero,
            ShouldHandle = outcome => ValueTask.FromResult(
                IsBroken(outcome.Outcome.Exception) && outcome.Context.GetRequestMessage()?.Method == HttpMethod.Get),
        });
        pipeline.AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = arguments => ValueTask.FromResult(LimitOf(arguments.Context)) });
    }

    private static string RouteOf(HttpRequestMessage request) => request.Options.TryGetValue(Route, out var route) ? route : request.RequestUri!.Authority;

    private static bool IsOutage(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException or ProviderUnavailableException || outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError };

    // What is too large or has a bad certificate is so the second time too.
    private static bool IsBroken(Exception? failure) =>
        failure is HttpRequestException { HttpRequestError: not (HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.SecureConnectionError) };

    private static TimeSpan LimitOf(ResilienceContext context) =>
        context.GetRequestMessage() is { } request && request.Options.TryGetValue(Limit, out var limit) ? limit : LoginLimit;
}
