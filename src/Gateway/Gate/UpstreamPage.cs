using System.Globalization;
using System.Net;
using Gateway.Claims;
using Gateway.Identity;
using Gateway.Pages;
using Gateway.Rules;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Gateway.Gate;

/// <summary>
/// The unauthorized page, asked of the site's own upstream by an inner GET: without body, range, conditions and identity, so that it can
/// neither be refused itself nor answer in part. Anything but a small, quick 200 is no page.
/// </summary>
internal sealed partial class UpstreamPage(IHttpClientFactory clients, ScriptPage script, GatewayAssertion assertion, CookiesAround ours, TimeProvider clock, ILogger<UpstreamPage> logger)
{
    public const string Client = "unauthorized-page";
    public const int MostBytes = 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly string[] Passed = [HeaderNames.Accept, HeaderNames.AcceptLanguage, HeaderNames.UserAgent, HeaderNames.Referer];

    internal sealed record Page(string ContentType, byte[] Body);

    public async Task<Page?> FetchAsync(HttpContext context, string path, Refusal refusal)
    {
        var upstream = UpstreamOf(SiteRequest.Of(context).Site, path);
        using var request = Build(context, upstream, path, refusal);
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            using var response = upstream is FastCgiUpstream php
                ? await script.AskAsync(context, php.Application, path, refusal, request, either.Token)
                : await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Log.NoPage(logger, path, $"status {(int)response.StatusCode}");
                return null;
            }

            var type = response.Content.Headers.TryGetValues(HeaderNames.ContentType, out var types) ? types.First() : "text/html; charset=utf-8";
            await response.Content.LoadIntoBufferAsync(MostBytes, either.Token);
            return new Page(type, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            Log.NoPage(logger, path, failure is HttpRequestException or IOException ? "not reached, or above 1 MiB" : "no answer within 5 s");
            return null;
        }
    }

    private HttpRequestMessage Build(HttpContext context, SiteUpstream upstream, string path, Refusal refusal)
    {
        var asked = SiteRequest.Of(context);
        var request = new HttpRequestMessage(HttpMethod.Get, upstream is HttpUpstream http ? new Uri(http.Address, path) : null);
        var headers = request.Headers;
        headers.Host = context.Request.Host.Value;
        foreach (var name in Passed)
            if (context.Request.Headers.TryGetValue(name, out var values)) headers.TryAddWithoutValidation(name, values.AsEnumerable());
        if (OwnCookies.Without(context.Request.Headers.Cookie, ours.Of(asked), asked.Site.Identity.StripCookies) is { } cookies) headers.TryAddWithoutValidation(HeaderNames.Cookie, cookies);

        headers.TryAddWithoutValidation("X-Forwarded-For", asked.Client.ToString());
        headers.TryAddWithoutValidation("X-Forwarded-Proto", asked.Origin.Scheme);
        headers.TryAddWithoutValidation("X-Forwarded-Host", asked.Origin.Authority);
        headers.TryAddWithoutValidation("X-Forwarded-Port", asked.Origin.Port.ToString(CultureInfo.InvariantCulture));
        if (upstream is not HttpUpstream) return request;   // a script gets the rest as variables

        AddBoth(headers, "REDIRECT_URL", asked.Path.Encoded);
        AddBoth(headers, "REDIRECT_STATUS", refusal.Status.ToString(CultureInfo.InvariantCulture));
        if (refusal.Member is { } member) AddBoth(headers, "REDIRECT_REMOTE_USER", HeaderBytes.Of(member));
        if (asked.Site.UpstreamSecret is { } secret)
            assertion.Add(headers, context, secret, request.Method.Method, request.RequestUri!.PathAndQuery, RefusedRequest.Variables(context, refusal));   // built with an address
        return request;
    }

    // The page may lie in another folder than what was asked for.
    private static SiteUpstream UpstreamOf(Site site, string path) =>
        (CanonicalPath.TryParse(path.Split('?')[0], site.PathEncoding, out var page, out _) ? site.Upstreams.Find(page!) : site.Upstreams.All[^1]).Upstream;

    private static void AddBoth(System.Net.Http.Headers.HttpRequestHeaders headers, string name, string value)
    {
        headers.TryAddWithoutValidation(name, value);
        headers.TryAddWithoutValidation(name.Replace('_', '-'), value);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The unauthorized page {Path} could not be had from the upstream ({Cause}); the built-in page is shown.")]
        public static partial void NoPage(ILogger logger, string path, string cause);
    }
}
