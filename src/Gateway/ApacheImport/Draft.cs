using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.ApacheImport;

/// <summary>A setting on its way into <c>gateway.json</c>: its place by dots, its JSON, and where it comes from.</summary>
internal sealed record DraftSetting(string Path, string Json, string Comment);

/// <summary>The settings of one site, or those of the whole file, in the order in which they are written; and the secrets, which have files of their own.</summary>
internal sealed class Draft(string name)
{
    private readonly List<DraftSetting> _settings = [];
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);

    public string Name => name;

    public IReadOnlyList<DraftSetting> Settings => _settings;

    /// <summary>File name → content.</summary>
    public IReadOnlyDictionary<string, string> Secrets => _secrets;

    /// <summary>The last one said counts, in the place of the first.</summary>
    public void Set(string path, string json, string comment)
    {
        var at = _settings.FindIndex(one => one.Path == path);
        if (at < 0) _settings.Add(new DraftSetting(path, json, comment));
        else _settings[at] = new DraftSetting(path, json, comment);
    }

    /// <summary>Takes out a setting and those in it; whether there was one.</summary>
    public bool Remove(string path)
    {
        var before = _settings.Count;
        _settings.RemoveAll(one => one.Path == path || one.Path.StartsWith(path + ".", StringComparison.Ordinal) || path.StartsWith(one.Path + ".", StringComparison.Ordinal));
        return _settings.Count < before;
    }

    public void SetText(string path, string text, string comment) => Set(path, Quoted(text), comment);

    public bool Has(string path) => _settings.Exists(one => one.Path == path);

    /// <summary>Puts the secret into a file, and names that.</summary>
    public string Keep(string kind, string secret)
    {
        var file = $"{name}-{kind}";
        _secrets[file] = secret;
        return Quoted("file:" + file);
    }

    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    public static string List(IEnumerable<string> texts) => $"[ {string.Join(", ", texts.Select(Quoted))} ]";
}
