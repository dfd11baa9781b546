using System.Net;

namespace Gateway.Sites;

/// <summary>Where we listen, on addresses that are really what they say.</summary>
internal static class ListenSection
{
    private const string Example =
        "Write an address and a port: http://127.0.0.1:8080, http://localhost:8080, https://0.0.0.0:443 or http://[::]:80.";

    /// <param name="otherwise">What is listened on without this setting.</param>
    public static IReadOnlyList<Uri> Read(List<string>? written, Setting at, IReadOnlyList<Uri> otherwise)
    {
        if (written is null)
        {
            return otherwise;
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

            if (address.Port > 0 && addresses.Any(other => other.Host == address.Host && other.Port == address.Port))
            {
                item.Refuse(text, "has the address and port of another one. Leave one out.");
            }

            addresses.Add(address);
        }

        return addresses;
    }

    private static Uri? Read(string text, Setting at)
    {
        // Kestrel takes a host name that it does not know for "every address of the machine".
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address is not { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" }
            || !(address.Host == "localhost" || IPAddress.TryParse(address.Host, out _)))
        {
            at.Refuse(text, $"is no address to listen on. {Example}");
            return null;
        }

        return address;
    }
}
