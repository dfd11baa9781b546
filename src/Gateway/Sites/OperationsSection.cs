using System.Net;
using System.Text.Json;

namespace Gateway.Sites;

/// <summary>The address of health and metrics: on loopback, unless another is written out.</summary>
internal static class OperationsSection
{
    private const string None = "none";
    private const string Example = "Write an address and a port of their own: http://127.0.0.1:9464. Or \"none\".";

    private static readonly Uri Otherwise = new("http://127.0.0.1:9464");

    public static OperationsSettings Read(string? written, IReadOnlyList<Uri> listen, Setting at)
    {
        if (written is null)
        {
            var isFree = listen.All(other => other.Port != Otherwise.Port);
            if (!isFree)
            {
                at.Warn(null, $"is left out, and its port {Otherwise.Port} is one of Listen: no health and no metrics are served. {Example}");
            }

            return new(isFree ? Otherwise : null, IsWritten: false);
        }

        if (at.Text(written) is not { } text || text == None)
        {
            return new(null, IsWritten: true);
        }

        if (Parse(text) is not { } address)
        {
            at.Refuse(text, $"is no address for health and metrics. {Example}");
            return new(null, IsWritten: true);
        }

        if (address.Port != 0 && listen.Any(other => other.Port == address.Port))
        {
            at.Refuse(text, $"has a port of Listen: sites and operations never share one. {Example}");
        }
        else if (!SettingUrls.IsLoopback(address.Host))
        {
            at.Warn(text, "lets other machines ask for health and metrics. There is nothing secret in them; still let your firewall say who may.");
        }

        return new(address, IsWritten: true);
    }

    /// <summary>What a file says of it, whatever else is wrong there; where nothing can be read, the address that nobody has to write. Null: <c>none</c>.</summary>
    public static Uri? AddressIn(string file, Func<string, string?> environment)
    {
        try
        {
            var json = SettingLines.WithoutBom(File.ReadAllBytes(file));
            using var root = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!root.RootElement.TryGetProperty("Operations", out var written) || written.ValueKind != JsonValueKind.String) return Otherwise;

            var reading = new Reading(FileLook.Of(Path.GetFullPath(file)), file, SettingLines.Read(json.Span), environment, before: null, default);
            var (text, at) = (written.GetString(), new Setting(reading)["Operations"]);
            return Read(text, [], at).Address ?? (text == None ? null : Otherwise);
        }
        catch (Exception unreadable) when (unreadable is JsonException or ShapeException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return Otherwise;
        }
    }

    // Kestrel takes a host name that it does not know for "every address of the machine".
    private static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "http", UserInfo: "", PathAndQuery: "/", Fragment: "" }
        && (address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _))
            ? address
            : null;
}
