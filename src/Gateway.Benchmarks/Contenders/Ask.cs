namespace Gateway.Benchmarks.Contenders;

/// <summary>A question over a connection of this benchmark's own, outside all measuring.</summary>
internal static class Ask
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    public static Task<string> TextAsync(Uri address) => Client.GetStringAsync(address);
}
