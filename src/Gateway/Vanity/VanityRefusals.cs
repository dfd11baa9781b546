using Gateway.Pages;
using Microsoft.AspNetCore.Http;

namespace Gateway.Vanity;

/// <summary>Refusals that more than one action gives.</summary>
internal static class VanityRefusals
{
    /// <summary>Names the address neither in text nor as a link: it is somebody's bait.</summary>
    public static readonly Refusal Target = new(StatusCodes.Status400BadRequest, "return_url_refused", "This link does not work",
        "It leads to an address that does not belong to this site.");
}
