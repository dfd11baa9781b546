using System.Text.Json;
using Gateway.Telemetry;

namespace Gateway.Sites;

/// <summary>
/// Reads <c>gateway.json</c>, strictly: a typing error must not open a door. First the shape, up to the first thing wrong; then
/// every value, so that the operator learns of all faults at once.
/// </summary>
internal static class ConfigurationReader
{
    private const int Longest = 16 * 1024 * 1024;

    /// <param name="environment">The value of an environment variable, or null.</param>
    /// <param name="before">What it takes the place of: its generation is counted on, and its derived keys are used on.</param>
    public static ConfigurationResult Read(string file, Func<string, string?> environment, GatewayConfiguration? before = null, TimeProvider? clock = null)
    {
        var look = FileLook.Of(Path.GetFullPath(file));
        ReadOnlyMemory<byte> json;
        try
        {
            json = SettingLines.WithoutBom(ReadBytes(file));
        }
        catch (InvalidDataException)
        {
            return Refused(look, new(file, 0, null, "", null, "is larger than 16 MiB, or grows while it is read. Name the configuration itself."));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return Refused(look, new(file, 0, null, "", null, "cannot be read. Start the gateway in its folder, or say --config FILE."));
        }

        try
        {
            return Judge(new Reading(look, file, SettingLines.Read(json.Span), environment, before, (clock ?? TimeProvider.System).GetUtcNow()), json);
        }
        catch (ShapeException wrong)
        {
            var (site, setting) = SettingPath.Split(wrong.Path);
            var value = wrong.Written is { } written && Reading.IsSecret(setting) ? Redacted.Secret(written.Text) : wrong.Written?.Text;
            return Refused(look, new(file, wrong.Line, site, setting, value, wrong.Remedy) { Quote = wrong.Quote ?? FaultQuote.Of(wrong.Path, wrong.Written, value) });
        }
    }

    private static ConfigurationResult Judge(Reading reading, ReadOnlyMemory<byte> json)
    {
        var options = Typed(json.Span, reading.Lines);
        foreach (var (path, line, first) in reading.Lines.Doubled)
        {
            var (site, setting) = SettingPath.Split(path);
            reading.Faults.Add(new(reading.File, line, site, setting, null, $"stands twice, first in line {first}. Leave one out.") { Quote = FaultQuote.Of(path, null, null) });
        }

        var configuration = GatewaySection.Read(options, reading);
        return new ConfigurationResult(configuration, reading.Faults.OrderBy(fault => fault.Line).ToList(), reading.Files);
    }

    private static byte[] ReadBytes(string file)
    {
        using var stream = File.OpenRead(file);
        var bytes = new byte[Math.Min(stream.Length, Longest) + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length < bytes.Length ? bytes[..length] : throw new InvalidDataException();
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
            throw new ShapeException(written?.Line ?? (int)(wrong.LineNumber ?? 0) + 1, path, written, remedy);
        }
    }

    private static ConfigurationResult Refused(FileLook look, ConfigurationFault fault) => new(null, [fault], [look]);
}
