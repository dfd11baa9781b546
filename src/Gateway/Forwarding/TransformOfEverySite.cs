using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>A transform of all requests; there is nothing in it to validate by route or cluster.</summary>
internal abstract class TransformOfEverySite : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public abstract void Apply(TransformBuilderContext context);
}
