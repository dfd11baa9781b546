using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Forwarding;

/// <summary>An address that could not be connected to is left alone for a while, as long as there are others.</summary>
internal sealed class LeaveAlone(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "leave-alone";

    public static readonly TimeSpan While = TimeSpan.FromSeconds(10);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (OtherAddress.IsNotReached(context)) health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, While);
    }
}
