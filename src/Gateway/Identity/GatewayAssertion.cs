using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Identity;

/// <summary>
/// The envelope for exact PHP behind a web server (design 8.3b): a compact JWS over the variables of this very request, for one site and one
/// minute. Every request has one; that of a visitor names nobody, so that a server may demand it. Beside it goes the plain secret (8.3c).
/// </summary>
internal sealed class GatewayAssertion(TimeProvider clock)
{
    public const string HeaderName = "OIDC-Gateway-Assertion";
    public const string SecretHeaderName = "OIDC-Gateway-Secret";

    /// <summary>Longer ones are split over <c>OIDC-Gateway-Assertion-1</c> and so on: nginx puts two lines of this length into one of its buffers.</summary>
    public const int LongestHeader = 4000;

    private const int MacBytes = 32;
    private const int MacLetters = 43;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly ObjectPool<AssertionText> _texts = ObjectPool.Create<AssertionText>();

    private static ReadOnlySpan<byte> Header => "eyJhbGciOiJIUzI1NiJ9."u8;   // {"alg":"HS256"}

    /// <summary>
    /// For a request of this method and target, as the web server gets them. <paramref name="told"/>: by exact names what PHP is to know
    /// besides the request, each value as bytes, one Latin-1 character each; without any <c>REMOTE_USER</c> nobody is signed in.
    /// </summary>
    public void Add(HttpRequestHeaders headers, HttpContext context, UpstreamSecret secret, string method, string target, IReadOnlyList<KeyValuePair<string, string>> told)
    {
        if (secret.Proof.HasFlag(UpstreamProof.Secret)) headers.TryAddWithoutValidation(SecretHeaderName, secret.Shared);
        if (!secret.Proof.HasFlag(UpstreamProof.Assertion)) return;

        var text = _texts.Get();
        try
        {
            var variables = text.Variables;
            RequestVariables.Add(variables, context, target);
            foreach (var (name, value) in told) variables.Add(new(name, value));
            Sign(headers, text.Write(SiteRequest.Of(context).Site.Name, clock.GetUtcNow(), Life, method, target), secret.Key);
        }
        finally
        {
            _texts.Return(text);
        }
    }

    private static void Sign(HttpRequestHeaders headers, ReadOnlySpan<byte> payload, byte[] key)
    {
        var signed = Header.Length + Base64Url.GetEncodedLength(payload.Length);
        var length = signed + 1 + MacLetters;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var jws = rented.AsSpan(0, length);
        Header.CopyTo(jws);
        Base64Url.EncodeToUtf8(payload, jws[Header.Length..]);

        Span<byte> mac = stackalloc byte[MacBytes];
        HMACSHA256.HashData(key, jws[..signed], mac);
        jws[signed] = (byte)'.';
        Base64Url.EncodeToUtf8(mac, jws[(signed + 1)..]);
        AddParts(headers, jws);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void AddParts(HttpRequestHeaders headers, ReadOnlySpan<byte> jws)
    {
        if (jws.Length <= LongestHeader)
        {
            headers.TryAddWithoutValidation(HeaderName, Encoding.ASCII.GetString(jws));
            return;
        }

        for (var number = 1; !jws.IsEmpty; number++)
        {
            var part = jws[..Math.Min(LongestHeader, jws.Length)];
            headers.TryAddWithoutValidation(string.Create(CultureInfo.InvariantCulture, $"{HeaderName}-{number}"), Encoding.ASCII.GetString(part));
            jws = jws[part.Length..];
        }
    }
}
