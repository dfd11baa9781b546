using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>The second, typed reading of the file, generated at build time.</summary>
[JsonSourceGenerationOptions(
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    Converters = [typeof(TextConverter), typeof(SwitchConverter), typeof(ListConverter)])]
[JsonSerializable(typeof(GatewayOptions))]
[JsonSerializable(typeof(PathRuleOptions))]
[JsonSerializable(typeof(FastCgiOptions))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
