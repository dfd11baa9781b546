using System.Text;
using System.Text.Json;
using Gateway.Tests.Conventions;

namespace Gateway.Tests.Harness;

/// <summary>What a PHP page was told: the variables as bytes (one Latin-1 character each), the body, and which file ran.</summary>
internal sealed record PhpDump(IReadOnlyDictionary<string, string> Server, string Body, string File)
{
    public string? this[string name] => Server.GetValueOrDefault(name);

    /// <summary>A variable whose bytes are UTF-8.</summary>
    public string? Text(string name) => this[name] is { } bytes ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes)) : null;

    public static PhpDump Of(Answer answer)
    {
        var json = answer.Json;
        return new(
            json.GetProperty("server").EnumerateObject().ToDictionary(one => Plain(one.Name), one => Plain(one.Value.GetString()!)),
            Plain(json.GetProperty("body").GetString()!), Encoding.UTF8.GetString(json.GetProperty("file").GetBytesFromBase64()));
    }

    private static string Plain(string base64) => Encoding.Latin1.GetString(Convert.FromBase64String(base64));
}

/// <summary>The folder of a small PHP site: copies of the scripts in <c>Harness/Php</c>, and whatever a test puts beside them.</summary>
internal sealed class PhpArea : IDisposable
{
    private static readonly string Scripts = Path.Combine(Sources.Root, "src", "Gateway.Tests", "Harness", "Php");

    public string Root { get; } = Directory.CreateTempSubdirectory("php-area-").FullName;

    /// <summary>The file of a path of the site.</summary>
    public string this[string path] => Root + path;

    /// <summary>Copies a script of <c>Harness/Php</c> to each of these paths.</summary>
    public void Script(string script, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths) Text(path, File.ReadAllText(Path.Combine(Scripts, script)));
    }

    public void Text(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
    }

    public void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.CreateSymbolicLink(this[path], target);
    }

    /// <summary>Apache runs as a user of its own, who must be able to read and write here as he could on a real server.</summary>
    public void OpenToServers() => Open(Root);

    /// <summary>Lets every user of the machine read and write in a folder of a test.</summary>
    public static void Open(string folder)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);   // rwxrwxrwx
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
