using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Harness;

/// <summary>A forward proxy on loopback for plain http, as between a server and the world; it may want a name and a password.</summary>
internal sealed class SomeProxy : IAsyncDisposable
{
    private static readonly HttpClient Wire = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private readonly string? _expected;
    private WebApplication? _app;

    private SomeProxy(string? credentials) => _expected = credentials is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    public string Address { get; private set; } = "";

    /// <summary>What was let through: method and address.</summary>
    public ConcurrentQueue<string> Passed { get; } = new();

    public static async Task<SomeProxy> StartAsync(string? credentials)
    {
        var proxy = new SomeProxy(credentials);
        proxy._app = await LoopbackServer.StartAsync(0, "the proxy", app => app.Run(proxy.ServeAsync));
        proxy.Address = LoopbackServer.AddressOf(proxy._app);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        if (_expected is not null && http.Request.Headers.ProxyAuthorization != _expected)
        {
            http.Response.StatusCode = StatusCodes.Status407ProxyAuthenticationRequired;
            http.Response.Headers.ProxyAuthenticate = "Basic realm=\"proxy\"";
            return;
        }

        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Passed.Enqueue($"{http.Request.Method} {target}");
        using var onward = new HttpRequestMessage(new HttpMethod(http.Request.Method), target);
        if (http.Request.Headers.Authorization.ToString() is { Length: > 0 } authorization) onward.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        if (http.Request.ContentType is { } type)
        {
            onward.Content = new StreamContent(http.Request.Body);
            onward.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        using var answer = await Wire.SendAsync(onward, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
