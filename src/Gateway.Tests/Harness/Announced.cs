using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>Terminal output that tells when a line with a certain beginning was written.</summary>
internal sealed class Announced(TextWriter inner, string beginning, TaskCompletionSource seen) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value);

    public override async Task WriteLineAsync(string? value)
    {
        await inner.WriteLineAsync(value);
        if (value?.StartsWith(beginning, StringComparison.Ordinal) == true) seen.TrySetResult();
    }
}
