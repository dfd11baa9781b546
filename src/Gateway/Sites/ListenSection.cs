using System.Net;

namespace Gateway.Sites;

/// <summary>Where we listen. Only plain http in this version, on addresses that are really what they say.</summary>
internal static class ListenSection
{
    private const string Example =
        "Write an address and a port: http://127.0.0.1:8080, http://localhost:8080, http://0.0.0.0:80 or http://[::]:80.";

    public static IReadOnlyList<Uri> Read(List<string>? written, Setting at)
    {
        if (written is null)
        {
            return [new Uri("http://127.0.0.1:8080")];
        }

        if (written.Count == 0)
        {
            at.Missing(Example);
        }

        var addresses = new List<Uri>();
        foreach (var (text, item) in at.Each(written))
        {
            if (Read(text, item) is not { } address)
            {
                continue;
            }

            if (addresses.Contains(address))
            {
                item.Refuse(text, "stands twice. Leave one out.");
            }

            addresses.Add(address);
        }

        return addresses;
    }

    private static Uri? Read(string text, Setting at)
    {
        if (text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            at.Refuse(text, "not in this version. Listen on http, and put a server that speaks TLS in front.");
            return null;
        }

        // Kestrel takes a host name that it does not know for "every address of the machine".
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address is not { Scheme: "http", UserInfo: "", PathAndQuery: "/", Fragment: "" }
            || !(address.Host == "localhost" || IPAddress.TryParse(address.Host, out _)))
        {
            at.Refuse(text, $"is no address to listen on. {Example}");
            return null;
        }

        return address;
    }
}
