using StackExchange.Redis;

namespace Gateway.Sites;

/// <summary>
/// The Redis that keeps the sessions of all sites, and what each of its keys begins with. Equal when the setting reads the same. Prints
/// as an owner may see it: where it is, never user or password.
/// </summary>
internal sealed class RedisSettings(string text, ConfigurationOptions options, string keyPrefix) : IEquatable<RedisSettings>
{
    private readonly string _text = text;

    public ConfigurationOptions Options { get; } = options;

    public string KeyPrefix { get; } = keyPrefix;

    public bool Equals(RedisSettings? other) => other?._text == _text;

    public override bool Equals(object? obj) => Equals(obj as RedisSettings);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString()
    {
        var text = string.Join(", ", Options.EndPoints.Select(RedisAddress.Describe));
        if (Options.ServiceName is { } service) text += $", service {service}";
        if (Options.DefaultDatabase is { } database) text += $", database {database}";
        if (Options.Ssl) text += ", TLS";
        return KeyPrefix.Length == 0 ? text : $"{text}, keys begin with {KeyPrefix}";
    }
}
