using System.Text.Json.Serialization.Metadata;
using Gateway.Telemetry;

namespace Gateway.Sites;

/// <summary>
/// A place in the configuration, handed down from section to section: whoever finds a fault there needs to know neither file, line
/// nor site.
/// </summary>
internal sealed class Setting
{
    private readonly Setting? _parent;
    private readonly string _path;
    private readonly string _name;

    public Setting(Reading reading)
        : this(reading, null, "", null, "")
    {
    }

    private Setting(Reading reading, Setting? parent, string path, string? site, string name)
    {
        Reading = reading;
        Site = site;
        _parent = parent;
        _path = path;
        _name = name;
    }

    public Reading Reading { get; }

    public string? Site { get; }

    /// <summary>The line it stands on; of a setting that is missing, the line of its section.</summary>
    public int Line => Reading.Lines.Find(_path)?.Line ?? _parent?.Line ?? 1;

    private string WrittenPath => Reading.Lines.Find(_path) is null && _parent is not null ? _parent.WrittenPath : _path;

    public Setting this[string member] => new(Reading, this, SettingPath.Member(_path, member), Site, SettingPath.Member(_name, member));

    public Setting this[int index] => new(Reading, this, SettingPath.Item(_path, index), Site, SettingPath.Item(_name, index));

    /// <summary>From the section <c>Sites</c>: the section of one site, whose settings are named from there.</summary>
    public Setting OfSite(string site) => new(Reading, this, SettingPath.Member(_path, site), site, "");

    public void Refuse(string? value, string remedy) => Reading.Faults.Add(Fault(value, remedy));

    /// <summary>For a reason that another room gives, without capital and full stop.</summary>
    public void RefuseBecause(string? value, string reason) =>
        Refuse(value, value is null ? Sentence(reason) : $"is refused: {Sentence(reason)}");

    public void Missing(string remedy) => Refuse(null, $"missing. {remedy}");

    public void Warn(string? value, string remedy) => Reading.Warnings.Add(Fault(value, remedy));

    /// <summary>As <see cref="RefuseBecause"/>, for a warning.</summary>
    public void WarnBecause(string? value, string reason) =>
        Warn(value, value is null ? Sentence(reason) : $"is doubtful: {Sentence(reason)}");

    /// <summary>For what may well be meant.</summary>
    public void Note(string remedy) => Reading.Notes.Add(Fault(null, remedy));

    /// <summary>For a value of the wrong JSON type, at which reading stops.</summary>
    public ShapeException Shape(string remedy) => new(Line, _path, Reading.Lines.Find(_path), remedy);

    /// <summary>The section, an empty one when it is left out; names in it that we do not have are faults.</summary>
    public T Known<T>(T? options, JsonTypeInfo<T> type)
        where T : SectionOptions, new()
    {
        foreach (var name in options?.Others?.Keys ?? Enumerable.Empty<string>())
        {
            // Without the value: behind a misspelt name there may be a secret.
            this[name].Refuse(null, UnknownName.Remedy(type, name));
        }

        return options ?? new T();
    }

    private static string Sentence(string reason) => reason.EndsWith('.') ? reason : reason + ".";

    private ConfigurationFault Fault(string? value, string remedy)
    {
        var shown = value is not null && Reading.IsSecret(_name) && !TextSource.IsReference(value) ? Redacted.Secret(value) : value;
        return new(Reading.File, Line, Site, _name, shown, remedy) { Quote = FaultQuote.Of(WrittenPath, Reading.Lines.Find(WrittenPath), shown) };
    }
}
