using System.Buffers;

namespace Gateway.Sites;

/// <summary>Names in settings that must be names of headers or cookies: tokens of RFC 9110, 5.6.2.</summary>
internal static class TokenName
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    public static bool Is(string text) => !text.AsSpan().ContainsAnyExcept(Letters);
}
