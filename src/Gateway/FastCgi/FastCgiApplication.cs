namespace Gateway.FastCgi;

/// <summary>One FastCGI application: where it listens, which folder it serves, and how much it is given at once.</summary>
internal sealed class FastCgiApplication
{
    /// <summary>By which the log calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Each as good as the others.</summary>
    public required IReadOnlyList<FastCgiAddress> Addresses { get; init; }

    public required ScriptMap Scripts { get; init; }

    public required FastCgiPoolSettings Pool { get; init; }

    /// <summary>How long a request may wait for its turn.</summary>
    public required TimeSpan LongestWait { get; init; }

    /// <summary>The largest upload of unknown length that is taken; 0: none.</summary>
    public required long MostSpooled { get; init; }

    /// <summary>What the operator has set for the scripts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>How a request message names an address: only the number counts.</summary>
    public static Uri Destination(int number) => new($"http://{HostOf(number)}/");

    public static string HostOf(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"fastcgi-{number}");

    public override string ToString() => $"FastCGI {string.Join(", ", Addresses.Select(address => address.Text))} in {Scripts.Tree.Root}";
}
