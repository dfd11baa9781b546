using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// A members area of real PHP over the folder of a test, behind the web server that its kind says: set up by the very files of
/// <c>deploy/upstream</c>, on loopback, in a folder of its own.
/// </summary>
internal abstract class PhpUpstream : IAsyncDisposable
{
    /// <summary>For a theory about PHP that is told the module's exact variables.</summary>
    public static TheoryData<PhpKind> Kinds => [PhpKind.FastCgi, .. Servers.Select(row => row.Data)];

    /// <summary>Those of them that are web servers.</summary>
    public static TheoryData<PhpKind> Servers => [PhpKind.ApacheModPhp, PhpKind.ApacheFpm, PhpKind.NginxFpm, PhpKind.BuiltIn];

    /// <summary>For one that must hold whatever runs PHP, and by whatever way PHP is told.</summary>
    public static TheoryData<PhpKind> All => [.. Enum.GetValues<PhpKind>()];

    /// <summary>Web servers that tell PHP by variables of their own.</summary>
    public static TheoryData<PhpKind> Snippets => [PhpKind.ApacheModPhpSnippet, PhpKind.ApacheFpmSnippet, PhpKind.NginxFpmSnippet];

    public required PhpArea Area { get; init; }

    /// <summary>Where it answers directly; null where it is no web server.</summary>
    public virtual Uri? Address => null;

    /// <param name="claims">Those that an owner would add for a server which must be told each by its name.</param>
    public static async Task<PhpUpstream> StartAsync(PhpKind kind, PhpArea area, params string[] claims) => kind switch
    {
        PhpKind.FastCgi => new FastCgiPhp { Area = area, Php = await PhpFpm.StartAsync() },
        PhpKind.ApacheModPhp => await ApachePhp.StartAsync(new UpstreamFiles(area)),
        PhpKind.ApacheModPhpSnippet => await ApachePhp.StartAsync(await UpstreamFiles.WithSnippetAsync(area, "apache", claims)),
        PhpKind.ApacheFpm => await ApachePhp.StartWithFpmAsync(new UpstreamFiles(area)),
        PhpKind.ApacheFpmSnippet => await ApachePhp.StartWithFpmAsync(await UpstreamFiles.WithSnippetAsync(area, "apache", claims)),
        PhpKind.NginxFpm => await NginxPhp.StartAsync(new UpstreamFiles(area)),
        PhpKind.NginxFpmSnippet => await NginxPhp.StartAsync(await UpstreamFiles.WithSnippetAsync(area, "nginx", claims)),
        PhpKind.BuiltIn => await BuiltInPhp.StartAsync(new UpstreamFiles(area)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>A Gateway before it.</summary>
    public Task<GatewayHost> StartGatewayAsync(
        Action<JsonObject>? site = null, Action<IServiceCollection>? services = null, Func<SimulatedNatsOptions, SimulatedNatsOptions>? nats = null, Action<JsonObject>? file = null) =>
        GatewayHost.StartAsync(
            json =>
            {
                Configure(json);
                site?.Invoke(json);
            },
            file,
            services: collection =>
            {
                SignByTheClockOfPhp(collection);
                services?.Invoke(collection);
            },
            nats: nats);

    /// <summary>What the site must be told of it.</summary>
    public virtual void Configure(JsonObject site)
    {
        site["Upstream"] = Address!.ToString();
        site["UpstreamSecret"] = UpstreamFiles.Secret;
        if (IsToldBySnippet) site["UpstreamProof"] = "Secret";
    }

    /// <summary>Told by what <c>gateway upstream-config</c> writes, which looks at no assertion.</summary>
    protected virtual bool IsToldBySnippet => false;

    public abstract ValueTask DisposeAsync();

    /// <summary>PHP knows no clock but the machine's, so what it is to believe for a minute has that time too.</summary>
    public static void SignByTheClockOfPhp(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(new GatewayAssertion(TimeProvider.System)));

    private sealed class FastCgiPhp : PhpUpstream
    {
        public required PhpFpm Php { get; init; }

        public override void Configure(JsonObject site) => site["Upstream"] = new JsonObject { ["FastCgi"] = Php.Address, ["Root"] = Area.Root };

        public override ValueTask DisposeAsync() => Php.DisposeAsync();
    }
}
