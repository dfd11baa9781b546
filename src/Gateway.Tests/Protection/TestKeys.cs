using Gateway.Protection;

namespace Gateway.Tests.Protection;

/// <summary>Keys are slow to make, so tests share them: the same passphrase at sites a and b, and others at a.</summary>
internal static class TestKeys
{
    public static PassphraseKeys A { get; } = new("a", ["correct horse"]);

    public static PassphraseKeys B { get; } = new("b", ["correct horse"]);

    public static PassphraseKeys OtherAtA { get; } = new("a", ["battery staple"]);

    /// <summary>The new passphrase first, the old one still opens.</summary>
    public static PassphraseKeys RolledAtA { get; } = new("a", ["battery staple", "correct horse"]);

    /// <summary>The new passphrase second: this node opens what the others already seal.</summary>
    public static PassphraseKeys RollingAtA { get; } = new("a", ["correct horse", "battery staple"]);
}
