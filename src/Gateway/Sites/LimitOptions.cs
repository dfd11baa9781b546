using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>How much a browser may send, as it is written.</summary>
internal sealed class LimitOptions : SectionOptions
{
    /// <summary>
    /// The largest request body: bytes, or <c>128M</c>, <c>2G</c>; 0 for no limit, the upstream decides. Default: 0. Replaces
    /// <c>LimitRequestBody</c>.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? RequestBody { get; set; }
}
