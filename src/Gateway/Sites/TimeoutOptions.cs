using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>Time limits towards the upstream as they are written.</summary>
internal sealed class TimeoutOptions : SectionOptions
{
    /// <summary>Until the first byte of the answer, 1 s to 24 h. Default: 60s. Replaces <c>ProxyTimeout</c> and <c>Timeout</c>.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? FirstByte { get; set; }

    /// <summary>The longest pause within an answer or an upload, 1 s to 7 days. Default: 10m. Replaces <c>ProxyTimeout</c>.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? Idle { get; set; }
}
