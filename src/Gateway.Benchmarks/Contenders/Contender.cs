using System.Globalization;

namespace Gateway.Benchmarks.Contenders;

/// <summary>One of those that are measured side by side: a proxy before the same upstream, with a member signed in where it knows members.</summary>
internal sealed class Contender(string name, Child process, Uri address, int http2, string folder) : IAsyncDisposable
{
    public string Name => name;

    public Child Process => process;

    public Uri Address => address;

    /// <summary>Where it speaks HTTP/2 without TLS, to who knows beforehand.</summary>
    public string Http2 { get; } = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{http2}");

    /// <summary>The request header <c>Cookie</c> of the member; empty where nobody signs in.</summary>
    public string Cookie { get; private set; } = "";

    /// <summary>Signs a member in as a browser does. Without it a contender is asked for public pages only.</summary>
    public async Task SignInAsync(string page) => Cookie = await Member.SignInAsync(new Uri(address, page));

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
