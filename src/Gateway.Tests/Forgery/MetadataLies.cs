using System.Text.Json.Nodes;
using Gateway.Demo.Nats;

namespace Gateway.Tests.Forgery;

/// <summary>Lies in the metadata document: another OP, or endpoints where none of the OP's can be.</summary>
internal static class MetadataLies
{
    /// <summary>What no endpoint may be (A131, A132).</summary>
    public static readonly IReadOnlyList<string> BadAddresses =
    [
        "\"http://op.example/x\"", "\"file:///etc/passwd\"", "\"//op.example/x\"", "\"/x\"", "\"x\"", "\"https://user:pass@op.example/x\"", "\"\"", "7", "null", "[]",
        "\"https://169.254.169.254/latest/meta-data\"", "\"http://169.254.169.254/\"", "\"https://2852039166/x\"", "\"javascript:alert(1)\"",
        "\"ftp://op.example/x\"", "\"https:op.example/x\"", "\"https://op.example/x#part\"", "\"https:\\\\op.example/x\"", "\"https://[fe80::1]/x\"", "\"https://[::ffff:169.254.169.254]/x\"",
    ];

    public static readonly IReadOnlyList<Lie> All =
    [
        Issuer("https://evil.example"),
        Issuer("http://127.0.0.1"),
        Issuer(""),
        .. BadAddresses.Select((address, i) => Document(i < 10 ? "A131" : "A132", "authorization_endpoint", JsonNode.Parse(address))),
    ];

    private static Lie Issuer(string issuer) => Document("A130", "issuer", issuer);

    private static Lie Document(string row, string name, JsonNode? value) =>
        new(row, $"{name} is {value?.ToJsonString() ?? "null"}", "op_metadata_refused", nats => nats.Switches.MetadataDocument = json => json[name] = value?.DeepClone())
        {
            Status = 503,
            IsBelieved = belief => belief.Metadata?.Text(name) == (value is JsonArray ? "[]" : value?.ToString() ?? ""),
        };
}
