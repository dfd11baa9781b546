using System.Globalization;
using Gateway.Sites;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>
/// Where the request goes and whence it came: the very path that the rule was asked about, the query byte for byte, the browser's
/// <c>Host</c>, and forwarded headers of our own.
/// </summary>
internal sealed class AddressTransform : TransformOfEverySite
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders = false;
        context.AddOriginalHost();
        context.AddRequestTransform(Address);
    }

    private static ValueTask Address(RequestTransformContext context)
    {
        var request = SiteRequest.Of(context.HttpContext);
        var headers = context.ProxyRequest.Headers;
        headers.TryAddWithoutValidation("X-Forwarded-For", request.Client.ToString());
        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Origin.Scheme);
        headers.TryAddWithoutValidation("X-Forwarded-Host", request.Origin.Authority);
        headers.TryAddWithoutValidation("X-Forwarded-Port", request.Origin.Port.ToString(CultureInfo.InvariantCulture));

        context.ProxyRequest.RequestUri = new Uri(context.DestinationPrefix.TrimEnd('/') + request.UpstreamTarget, AsWritten);
        return default;
    }
}
