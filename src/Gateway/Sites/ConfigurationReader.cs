using System.Text.Json;
using Gateway.Telemetry;

namespace Gateway.Sites;

/// <summary>
/// Reads <c>gateway.json</c>, strictly: a typing error must not open a door. First the shape, up to the first thing wrong; then
/// every value, so that the operator learns of all faults at once.
/// </summary>
internal static class ConfigurationReader
{
    /// <param name="environment">The value of an environment variable, or null.</param>
    /// <param name="generation">Counts reloads; it tells the clusters and schemes of one configuration from those of the next.</param>
    public static ConfigurationResult Read(string file, Func<string, string?> environment, int generation = 1)
    {
        ReadOnlyMemory<byte> json;
        try
        {
            json = SettingLines.WithoutBom(File.ReadAllBytes(file));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return Refused(new(file, 0, null, "", null, "cannot be read. Start the gateway in its folder, or say --config FILE."));
        }

        try
        {
            return Judge(file, json, environment, generation);
        }
        catch (ShapeException wrong)
        {
            var (site, setting) = SettingPath.Split(wrong.Path);
            var value = wrong.Value is not null && Reading.IsSecret(setting) ? Redacted.Secret(wrong.Value) : wrong.Value;
            return Refused(new(file, wrong.Line, site, setting, value, wrong.Remedy));
        }
    }

    private static ConfigurationResult Judge(string file, ReadOnlyMemory<byte> json, Func<string, string?> environment, int generation)
    {
        var reading = new Reading(file, SettingLines.Read(json.Span), environment);
        var options = Typed(json.Span, reading.Lines);
        foreach (var (path, line, first) in reading.Lines.Doubled)
        {
            var (site, setting) = SettingPath.Split(path);
            reading.Faults.Add(new(file, line, site, setting, null, $"stands twice, first in line {first}. Leave one out."));
        }

        var configuration = GatewaySection.Read(options, reading, generation);
        return new ConfigurationResult(configuration, reading.Faults.OrderBy(fault => fault.Line).ToList());
    }

    private static GatewayOptions Typed(ReadOnlySpan<byte> json, SettingLines lines)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ConfigurationJson.Default.GatewayOptions) ?? new();
        }
        catch (JsonException wrong)
        {
            var path = SettingPath.FromSerializer(wrong.Path);
            var written = lines.Find(path);
            // Our converters say what is wanted; the serializer itself only meets sections.
            var isTheirs = wrong.Message.StartsWith("The JSON value", StringComparison.Ordinal);
            var remedy = isTheirs ? "is no section. Write { … }." : wrong.Message;
            throw new ShapeException(written?.Line ?? (int)(wrong.LineNumber ?? 0) + 1, path, written?.Text, remedy);
        }
    }

    private static ConfigurationResult Refused(ConfigurationFault fault) => new(null, [fault]);
}
