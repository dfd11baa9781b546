using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Harness;

/// <summary>What an upstream received: the target and the header lines as they stood on the wire.</summary>
internal sealed record Received(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>The one value of a header by its exact name, letter case aside; null when it was not sent.</summary>
    public string? this[string name] => Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).SingleOrDefault();

    public bool Has(string name) => Headers.Any(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What PHP would have in <c>$_SERVER</c> of all header lines whose names fold onto <c>HTTP_…</c>.</summary>
    public IReadOnlyList<string> Folded(string variable) =>
        [.. Headers.Where(header => Fold(header.Key) == variable).Select(header => header.Value).Distinct()];

    private static string Fold(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}

/// <summary>An upstream that answers 200 with its target as text, keeps what it received, and answers as a test tells it by path.</summary>
internal sealed class FakeMembersArea : IAsyncDisposable
{
    private readonly IHost _host;

    private FakeMembersArea()
    {
        _host = new HostBuilder().ConfigureWebHost(web => web
            .UseKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
                kestrel.Limits.MaxRequestHeaderCount = 1000;
                kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
                kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
                kestrel.AddServerHeader = false;
            })
            .ConfigureServices(NarrowSends.Use)
            .Configure(app =>
            {
                app.UseWebSockets();
                app.Run(AnswerAsync);
            })).Build();
    }

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>Answers by path (without query); everything else is a 200 with the target as text.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Answers { get; } = new();

    /// <summary>Like <see cref="Answers"/>, but called before anything of the body is read, and nothing of it is kept: for streams and sockets.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Streams { get; } = new();

    public Uri Address { get; private set; } = new("http://invalid");

    /// <summary>The last request for this path, query aside.</summary>
    public Received Last(string path) => Requests.Last(request => request.Target.Split('?')[0] == path);

    public static async Task<FakeMembersArea> StartAsync()
    {
        var area = new FakeMembersArea();
        await area._host.StartAsync();
        area.Address = new Uri(HostAddress.Of(area._host));
        return area;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = context.Request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? "")).ToList();
        if (Streams.TryGetValue(target.Split('?')[0], out var stream))
        {
            Requests.Enqueue(new Received(context.Request.Method, target, headers, ""));
            await stream(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        Requests.Enqueue(new Received(context.Request.Method, target, headers, await reader.ReadToEndAsync()));

        if (Answers.TryGetValue(target.Split('?')[0], out var answer))
        {
            await answer(context);
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.WriteAsync("upstream:" + target);
    }
}
