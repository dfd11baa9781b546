using System.Text;
using Gateway.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Vanity;

/// <summary>
/// The form of a POST at the vanity URL, for what must not stand in an address: urlencoded, small, of few fields, and read as
/// strictly as the query.
/// </summary>
internal static class VanityForm
{
    private const int MostBytes = 64 * 1024;
    private const int MostFields = 100;

    private static readonly Refusal Malformed = new(StatusCodes.Status400BadRequest, "vanity_form_malformed", "This form does not work", "It was damaged on its way here. Please go back and try again.");
    private static readonly Refusal OtherType = new(StatusCodes.Status415UnsupportedMediaType, "vanity_form_type", "This form does not work", "It was sent in a way that is not understood here.");
    private static readonly Refusal TooLarge = new(StatusCodes.Status413PayloadTooLarge, "vanity_form_too_large", "This form does not work", "It holds more than this address takes.");

    /// <summary>The fields of the form, none where nothing was posted, or why it is not taken.</summary>
    public static async Task<(VanityQuery? Fields, Refusal? Refusal)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength is 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
            return (VanityQuery.Parse(null), null);
        if (!IsUrlEncoded(request.ContentType)) return (null, OtherType);
        if (request.ContentLength > MostBytes) return (null, TooLarge);

        var body = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MostBytes || body.AsSpan(0, length).Count((byte)'&') >= MostFields) return (null, TooLarge);

        return VanityQuery.Parse(Encoding.Latin1.GetString(body, 0, length)) is { HasDoubles: false } fields ? (fields, null) : (null, Malformed);
    }

    private static bool IsUrlEncoded(string? type) =>
        string.Equals(type?.Split(';')[0].Trim(), "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
}
