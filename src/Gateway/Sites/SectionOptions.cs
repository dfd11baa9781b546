using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>A section of <c>gateway.json</c> as bound; what it does not know is kept, to be refused by name.</summary>
internal abstract class SectionOptions
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
