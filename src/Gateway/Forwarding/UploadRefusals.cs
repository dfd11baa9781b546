using Gateway.Pages;
using Microsoft.AspNetCore.Http;

namespace Gateway.Forwarding;

/// <summary>The pages for an upload that is not taken: the browser's fault or the owner's limit, never the upstream's.</summary>
internal static class UploadRefusals
{
    public static readonly Refusal TooLarge = new(StatusCodes.Status413PayloadTooLarge, "upload_too_large", "This upload is too large",
        "The site does not take uploads of this size.");

    public static readonly Refusal NoLength = new(StatusCodes.Status411LengthRequired, "upload_without_length", "This upload cannot be taken",
        "The site takes uploads only when their size is told beforehand.");

    private static readonly Refusal TooSlow = new(StatusCodes.Status408RequestTimeout, "upload_too_slow", "This upload took too long",
        "Nothing of it came for a while. Please try again.") { Link = ("Try again", "") };

    private static readonly Refusal Broken = new(StatusCodes.Status400BadRequest, "upload_broken", "This upload did not arrive",
        "It was cut off or changed on its way here. Please try again.") { Link = ("Try again", "") };

    /// <summary>For a body that could not be read, by the status that the server has for it.</summary>
    public static Refusal Of(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status408RequestTimeout => TooSlow,
        _ => Broken,
    };
}
