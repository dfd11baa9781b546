using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A message written byte for byte, because no client would send it, and the answer as it came: for what is malformed on purpose.</summary>
internal static class RawRequest
{
    /// <summary>A GET of this target as it stands, with these header lines behind <c>Host</c>; the connection is closed afterwards.</summary>
    public static Task<Answer> GetAsync(GatewayHost gateway, string target, params string[] lines) => SendAsync(gateway, $"GET {target} HTTP/1.1", ["Host: a.example", .. lines]);

    /// <summary>A request line and header lines, each written as it stands (Latin-1), and a body.</summary>
    public static Task<Answer> SendAsync(GatewayHost gateway, string requestLine, IEnumerable<string> lines, string body = "") =>
        SendAsync(gateway, string.Join("\r\n", [requestLine, .. lines, "Connection: close", "", body]));

    /// <summary>
    /// An upload that is refused before it has come: reads the answer by its length and no further, because the server waits some seconds for the
    /// upload before it closes the connection.
    /// </summary>
    public static Task<Answer> RefusedAsync(GatewayHost gateway, string requestLine, IEnumerable<string> lines) =>
        SendAsync(gateway.Address, string.Join("\r\n", [requestLine, .. lines, "Connection: close", "", ""]), byLength: true);

    /// <summary>Sends the text and reads to the end of the connection.</summary>
    public static Task<Answer> SendAsync(GatewayHost gateway, string message) => SendAsync(gateway.Address, message);

    /// <summary>The same to any server.</summary>
    public static Task<Answer> SendAsync(Uri address, string message) => SendAsync(address, message, byLength: false);

    private static async Task<Answer> SendAsync(Uri address, string message, bool byLength)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience.Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, deadline.Token);
        var stream = client.GetStream();
        using var answer = new MemoryStream();
        await SendAsync(stream, Encoding.Latin1.GetBytes(message), deadline.Token);
        try
        {
            var piece = new byte[0x10000];
            while (await stream.ReadAsync(piece, deadline.Token) is var length and > 0)
            {
                answer.Write(piece, 0, length);
                if (byLength && IsWhole(Parse(address, answer.ToArray()))) break;
            }
        }
        catch (IOException)
        {
            // Refused before all was read: what was answered until then counts.
        }

        return Parse(address, answer.ToArray());
    }

    // Refused before all was sent: what was answered is still there to be read.
    private static async Task SendAsync(NetworkStream stream, byte[] message, CancellationToken cancellation)
    {
        try
        {
            await stream.WriteAsync(message, cancellation);
        }
        catch (IOException)
        {
        }
    }

    private static bool IsWhole(Answer answer) =>
        long.TryParse(answer.Header("Content-Length"), System.Globalization.CultureInfo.InvariantCulture, out var length) && answer.Bytes.Length >= length;

    private static Answer Parse(Uri address, byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return new Answer(address, 0, new Dictionary<string, string[]>(), bytes);

        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1)
            .Select(line => (Name: line[..line.IndexOf(':', StringComparison.Ordinal)], Value: line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()))
            .GroupBy(line => line.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Select(line => line.Value).ToArray(), StringComparer.OrdinalIgnoreCase);
        var body = text[(end + 4)..];
        if (headers.TryGetValue("Transfer-Encoding", out var coding) && coding[0] == "chunked") body = Unchunk(body);
        return new Answer(address, int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers, Encoding.Latin1.GetBytes(body));
    }

    private static string Unchunk(string body)
    {
        var whole = new StringBuilder();
        for (var at = 0; body.IndexOf("\r\n", at, StringComparison.Ordinal) is var end and > 0;)
        {
            var length = Convert.ToInt32(body[at..end], 16);
            if (length == 0) break;
            whole.Append(body, end + 2, length);
            at = end + 2 + length + 2;
        }

        return whole.ToString();
    }
}
