using System.Net;

namespace Gateway.Benchmarks.Contenders;

/// <summary>A browser in which alice signs in; NATS asks no questions.</summary>
internal static class Member
{
    public static async Task<string> SignInAsync(Uri page)
    {
        var cookies = new CookieContainer();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies, UseProxy = false };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        var address = page;
        for (var hops = 0; hops < 12; hops++)
        {
            using var answer = await client.GetAsync(address);
            if (answer.StatusCode == HttpStatusCode.OK && address == page) return cookies.GetCookieHeader(page);
            if (answer.Headers.Location is not { } next) throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            address = new Uri(address, next);
        }

        throw new InvalidOperationException($"Signing in at {page} went round in a circle.");
    }
}
