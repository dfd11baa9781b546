using Gateway.Operations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Harness;

internal static class HostAddress
{
    /// <summary>The first address that Kestrel took for sites.</summary>
    public static string Of(IHost host) => All(host).First();

    public static IEnumerable<string> All(IHost host)
    {
        var operations = host.Services.GetService<OperationsListener>()?.Address;
        return host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Where(address => address != $"http://{operations}");
    }
}
