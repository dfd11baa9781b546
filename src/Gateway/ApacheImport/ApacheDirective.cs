using Gateway.Claims;

namespace Gateway.ApacheImport;

/// <summary>One directive, or a section with what stands in it, after includes, macros and variables.</summary>
internal sealed record ApacheDirective(string Name, string Arguments, ApachePlace Place)
{
    // Whether these are met is known, or does not matter to what they hold: looked through.
    private static readonly string[] Transparent = ["IfDefine", "IfModule", "IfVersion"];

    /// <summary>What stands in a section; null for a line.</summary>
    public IReadOnlyList<ApacheDirective>? Children { get; init; }

    /// <summary>A condition that cannot be told here: another module, another version.</summary>
    public bool IsUncertain { get; init; }

    public bool IsTransparent => Children is not null && !IsUncertain && Transparent.Contains(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>As Apache takes them: quotes hold words together.</summary>
    public IReadOnlyList<string> Words =>
        ApacheWords.TrySplit(Arguments, out var words, out var fault)
            ? words
            : throw new ApacheFaultException(Place with { Column = Place.Text.IndexOf(Arguments, StringComparison.Ordinal) + 1 }, Place.MayHoldSecret ? "a quote is opened but not closed." : fault + ".");

    /// <summary>Empty where nothing follows the name.</summary>
    public string FirstWord => Words is [var first, ..] ? first : "";

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public bool IsAnyOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Is(name)) return true;
        }

        return false;
    }

    public ApacheFaultException Fault(string fault) => new(Place, $"{this} {fault}");

    /// <summary>As the owner names it.</summary>
    public override string ToString() => Children is null ? Name : $"<{Name}>";
}
