using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Conformance;

/// <summary>A real Apache with mod_auth_openidc, which is certified software: if a module fails there, it may be the module's fault.</summary>
internal sealed class ApacheParty : Party
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly PhpArea _area = new();
    private ModuleApache? _apache;

    private ApacheParty()
    {
    }

    public override string Name => "Apache";

    public static Task<IReadOnlyDictionary<Module, Verdict>> PlayAsync() => Modules.PlayAsync(TimeProvider.System, async lanes =>
    {
        var party = new ApacheParty();
        foreach (var page in (string[])[Visitor.Page, Visitor.Landing, GatewayHost.Vanity]) party._area.Script("told.php", page);
        party._apache = await ModuleApache.StartAsync(party._area, lanes.ToDictionary(lane => lane.Origin, lane => new ModuleApache.Site(lane.Nats, Directives(lane.Setup))));
        return party;
    });

    public override Browser NewBrowser(Lane lane) => _apache!.NewBrowser(lane.Nats, lane.Origin);

    /// <summary>Apache has no clock but the world's: the page is loaded until it asks, or has nobody to ask for.</summary>
    public override async Task<IReadOnlyDictionary<string, string>?> SeeWhenDueAsync(Trial trial, Visitor visitor)
    {
        var (asked, started) = (trial.UserInfos, TimeProvider.System.GetTimestamp());
        while (true)
        {
            var told = await visitor.SeeAsync();
            if (told is null || trial.UserInfos > asked || TimeProvider.System.GetElapsedTime(started) > Patience.Limit) return told;
            await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_apache is not null) await _apache.DisposeAsync();
        _area.Dispose();
    }

    // Its cache of files falls over at a logout by sid that finds nothing; the one in memory is its default. A browser that keeps its connection would keep a process.
    private static string[] Directives(Setup setup) =>
    [
        "OIDCCacheType shm", "KeepAlive Off", "OIDCProviderBackChannelLogoutSupported On",
        $"OIDCClientID \"{GatewayHost.ClientId}\"", $"OIDCClientSecret \"{GatewayHost.ClientSecret}\"", "OIDCRemoteUserClaim username",
        setup.IsSigned ? "OIDCUserInfoSignedResponseAlg RS256" : "", setup.IsByForm ? "OIDCResponseMode form_post" : "", .. setup.Directives,
    ];
}
