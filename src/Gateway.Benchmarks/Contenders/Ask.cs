using System.Net;

namespace Gateway.Benchmarks.Contenders;

/// <summary>A question over a connection of this benchmark's own, outside all measuring.</summary>
internal static class Ask
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    public static Task<string> TextAsync(Uri address) => Client.GetStringAsync(address);

    public static async Task<string> TextAsync(Uri address, string cookie)
    {
        using var answer = await SendAsync(address, address.Authority, cookie);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    /// <summary>As a browser asks that holds these cookies; the host is the origin's, whichever node is asked.</summary>
    public static async Task<HttpStatusCode> StatusAsync(Uri address, string host, string cookie)
    {
        using var answer = await SendAsync(address, host, cookie);
        await answer.Content.CopyToAsync(Stream.Null);
        return answer.StatusCode;
    }

    /// <summary>Where it sends the browser.</summary>
    public static async Task<Uri?> RedirectAsync(Uri address, string cookie)
    {
        using var answer = await SendAsync(address, address.Authority, cookie);
        return answer.Headers.Location is { } next ? new Uri(address, next) : null;
    }

    private static async Task<HttpResponseMessage> SendAsync(Uri address, string host, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = host;
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Cookie", cookie);
        return await Client.SendAsync(request);
    }
}
