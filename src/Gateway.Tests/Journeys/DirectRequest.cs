using Gateway.Tests.Harness;

namespace Gateway.Tests.Journeys;

/// <summary>A request to a members area past Gateway, its header lines as they stand.</summary>
internal static class DirectRequest
{
    public static Task<Answer> SendAsync(PhpUpstream php, string method, string target, params IEnumerable<KeyValuePair<string, string>> headers) =>
        RawRequest.SendAsync(php.Address!, string.Join("\r\n",
        [
            $"{method} {target} HTTP/1.1",
            .. headers.Where(header => header.Key is not ("Host" or "Connection" or "Transfer-Encoding" or "Content-Length")).Select(header => $"{header.Key}: {header.Value}"),
            "Host: a.example", "Content-Length: 0", "Connection: close", "", "",
        ]));
}
