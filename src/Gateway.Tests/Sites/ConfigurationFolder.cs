using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

/// <summary>
/// A folder with a gateway.json of one good site, "example", one setting a line: what a test replaces stands on a known line.
/// Line 2 holds Listen, line 3 begins Sites, line 4 the site, and its settings follow in the order of <see cref="Site"/>.
/// </summary>
internal sealed class ConfigurationFolder : IDisposable
{
    private readonly Dictionary<string, string> _environment = [];

    public ConfigurationFolder() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "gateway-sites-" + Guid.NewGuid().ToString("N"));

    public string File => Path.Combine(Folder, "gateway.json");

    /// <summary>The settings of the site "example" as JSON, in the order in which they are written, from line 5 on.</summary>
    public Dictionary<string, string> Site { get; } = new()
    {
        ["Origins"] = """[ "https://a.example" ]""",
        ["RedirectUri"] = "\"/members/vanity.php\"",
        ["Passphrase"] = "\"correct horse battery staple\"",
        ["Provider"] = Provider(),
        ["Upstream"] = "\"http://127.0.0.1:8081\"",
        ["Paths"] = """{ "/": "all granted", "/members/": "valid-user" }""",
    };

    /// <summary>What stands between Listen and Sites, and after Sites, each on its own line.</summary>
    public Dictionary<string, string> Root { get; } = [];

    /// <summary>The JSON of another site, after "example".</summary>
    public string? OtherSite { get; set; }

    public static string Provider(string more = "") =>
        $$"""{ "MetadataUrl": "https://nats.example/.well-known/x", "ClientId": "1,2,3", "ClientSecret": "hush"{{more}} }""";

    public ConfigurationFolder With(string setting, string json)
    {
        Site[setting] = json;
        return this;
    }

    public ConfigurationFolder Without(string setting)
    {
        Site.Remove(setting);
        return this;
    }

    public ConfigurationFolder Variable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>A file beside gateway.json that only we may read.</summary>
    public ConfigurationFolder Beside(string name, ReadOnlySpan<byte> content)
    {
        Write(Path.Combine(Folder, name), content);
        return this;
    }

    /// <summary>Sets the mode bits of a file in the folder, in octal.</summary>
    public void Mode(string name, string octal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no mode bits.");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(Path.Combine(Folder, name), (UnixFileMode)Convert.ToInt32(octal, 8));
        }
    }

    /// <summary>Writes the file as it is composed, and reads it.</summary>
    public ConfigurationResult Read()
    {
        var site = "{\n" + string.Join(",\n", Site.Select(pair => $"\"{pair.Key}\": {pair.Value}")) + "\n}";
        var root = string.Concat(Root.Select(pair => $",\n\"{pair.Key}\": {pair.Value}"));
        var other = OtherSite is null ? "" : ",\n" + OtherSite;
        return Read($"{{\n\"Listen\": [ \"http://127.0.0.1:8080\" ],\n\"Sites\": {{\n\"example\": {site}{other}\n}}{root}\n}}\n");
    }

    /// <summary>Reads this text instead.</summary>
    public ConfigurationResult Read(string text) => Read(System.Text.Encoding.UTF8.GetBytes(text));

    public ConfigurationResult Read(ReadOnlySpan<byte> bytes)
    {
        Write(File, bytes);
        return ConfigurationReader.Read(File, _environment.GetValueOrDefault);
    }

    /// <summary>The faults as the operator reads them, with the file named as if the gateway was started in its folder.</summary>
    public string[] Faults() => Lines(Read());

    public string[] Faults(string text) => Lines(Read(text));

    public string[] Lines(ConfigurationResult result) => [.. result.Faults.Select(fault => Short(fault.ToString()))];

    /// <summary>The warnings of a file without faults.</summary>
    public string[] Warnings()
    {
        var result = Read();
        return [.. Good(result).Warnings.Select(warning => Short(warning.ToString()))];
    }

    /// <summary>What a file without faults and warnings is worth a second look for.</summary>
    public string[] Notes()
    {
        var good = Good(Read());
        Assert.Empty(good.Warnings);
        return [.. good.Notes.Select(note => Short(note.ToString()))];
    }

    /// <summary>The one site of a file without faults.</summary>
    public Site GoodSite() => Assert.Single(Good(Read()).Sites.All);

    public static GatewayConfiguration Good(ConfigurationResult result)
    {
        Assert.Empty(result.Faults);
        return result.Configuration ?? throw new InvalidOperationException("No fault and no configuration.");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Short(string line) => line.Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        System.IO.File.WriteAllBytes(path, content);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
