using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What is read along of a connection is so by TLS too, and however the owner lets the server listen.</summary>
public sealed class EveryAddressTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-address-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Listen", "http")]
    [InlineData("Listen", "https")]
    [InlineData("Kestrel", "http")]
    [InlineData("Kestrel", "https")]
    public async Task F92_F93_Odd_lengths_and_endless_lines_are_400(string setting, string scheme)
    {
        await using var gateway = await StartAsync(setting, $"{scheme}://127.0.0.1:0");

        foreach (var rest in (string[])["Content-Length: 5 \r\n\r\nhello", $"Transfer-Encoding: chunked\r\n\r\n2;{new string('x', 64 * 1024)}\r\nhe\r\n0\r\n\r\n"])
        {
            await using var wire = scheme == "https" ? await Wire.OpenTlsAsync(gateway) : await Wire.OpenAsync(gateway);
            await wire.WriteAsync($"POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nhelloPOST /upload HTTP/1.1\r\nHost: a.example\r\n{rest}");

            var answers = (await wire.ReadToEndAsync()).Split("HTTP/1.1 ").Skip(1).Select(answer => answer[..3]);

            Assert.Equal(["200", "400"], answers);
        }

        Assert.Equal(["hello", "hello"], gateway.Area.Requests.Select(request => request.Body));
        gateway.AssertQuiet();
    }

    private Task<GatewayHost> StartAsync(string setting, string address)
    {
        TestCertificate.Write(_folder, "a", ["a.example"]);
        var certificate = new JsonObject { ["File"] = Path.Combine(_folder, "a.pem"), ["Key"] = Path.Combine(_folder, "a.key") };
        return GatewayHost.StartAsync(
            site =>
            {
                if (setting == "Listen") site["Certificate"] = certificate;
            },
            file =>
            {
                file["TrustedProxies"] = new JsonArray("127.0.0.1");
                if (setting == "Listen")
                {
                    file["Listen"] = new JsonArray(address);
                    return;
                }

                file.Remove("Listen");
                file["Kestrel"] = new JsonObject
                {
                    ["Endpoints"] = new JsonObject { ["one"] = new JsonObject { ["Url"] = address } },
                    ["Certificates"] = new JsonObject { ["Default"] = new JsonObject { ["Path"] = Path.Combine(_folder, "a.pem"), ["KeyPath"] = Path.Combine(_folder, "a.key") } },
                };
            });
    }
}
