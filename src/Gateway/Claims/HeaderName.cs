namespace Gateway.Claims;

/// <summary>A header name as PHP would fold it: upper case, every byte outside <c>A-Z0-9</c> an underscore (<c>HTTP_…</c> in $_SERVER).</summary>
internal static class HeaderName
{
    public static string Fold(string name) => string.Create(name.Length, name, static (folded, from) =>
    {
        for (var i = 0; i < folded.Length; i++)
        {
            var c = from[i];
            folded[i] = char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_';
        }
    });
}
