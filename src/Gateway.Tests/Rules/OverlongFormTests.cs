using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

/// <summary>On a site of old file names: which bytes hide an ASCII character, and which are just letters.</summary>
public sealed class OverlongFormTests
{
    [Theory]
    [InlineData("%c0%80x", false)]
    [InlineData("%c0%bf", false)]
    [InlineData("%c1%a0", false)]
    [InlineData("%c0%7e", true)]
    [InlineData("%c0%c0", true)]
    [InlineData("%c2%80", true)]
    [InlineData("%e0%80%80", false)]
    [InlineData("%e0%9f%bf", false)]
    [InlineData("%e0%a0%80", true)]      // not overlong
    [InlineData("%e0%9fx", true)]        // no third byte of it
    [InlineData("%e0%9f", true)]
    [InlineData("%e0x%80", true)]
    [InlineData("%f0%80%80%80", false)]
    [InlineData("%f0%8f%bf%bf", false)]
    [InlineData("%f0%90%80%80", true)]
    [InlineData("%f0%8f%bfx", true)]
    [InlineData("%f0%8fx%bf", true)]
    [InlineData("%f0%8f%bf", true)]
    [InlineData("%f0x%80%80", true)]
    public void Only_an_overlong_form_is_refused(string name, bool expected) =>
        Assert.Equal(expected, CanonicalPath.TryParse("/" + name, PathEncodings.Latin1, out _, out _));
}
