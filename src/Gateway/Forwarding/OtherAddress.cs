using Gateway.FastCgi;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Forwarding;

/// <summary>
/// A FastCGI application with several addresses: when one cannot be connected to, nothing was sent, so the next is asked for the same
/// request; the first is left alone for a while.
/// </summary>
internal static class OtherAddress
{
    /// <summary>After a first try in vain.</summary>
    public static async Task TryAsync(HttpContext context, Func<Task> next)
    {
        var proxy = context.GetReverseProxyFeature();
        var tried = new HashSet<DestinationState>();
        while (IsNotReached(context) && proxy.ProxiedDestination is { } dead && tried.Add(dead))
        {
            var others = proxy.AllDestinations.Where(destination => !tried.Contains(destination)).ToList();
            if (others.Count == 0) return;

            proxy.AvailableDestinations = others;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            await next();
        }
    }

    public static bool IsNotReached(HttpContext context) =>
        !context.Response.HasStarted && context.GetForwarderErrorFeature() is { } failure && FastCgiException.Find(failure.Exception) is { Failure: FastCgiFailure.NotReached };
}
