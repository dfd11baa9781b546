using System.Diagnostics.Metrics;
using System.Net;
using Gateway.Forwarding;
using Gateway.Sites;
using Gateway.Telemetry;
using Gateway.Tests.Harness;
using Gateway.Tests.Rules;
using Gateway.Tests.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Forwarding;

public sealed class CachePrivacyTests
{
    [Theory]
    [InlineData(null, "private", "private", false)]
    [InlineData("", "private", "private", false)]
    [InlineData("private", "private", "private", false)]
    [InlineData("no-store", "no-store", "no-store", false)]
    [InlineData("max-age=60", "max-age=60", "max-age=60", false)]
    [InlineData("public", "private", "public", true)]
    [InlineData("PUBLIC, max-age=5", "private, max-age=5", "PUBLIC, max-age=5", true)]
    [InlineData("public, private", "private", "public, private", true)]
    [InlineData("max-age=5, s-maxage=60", "private, max-age=5", "max-age=5, s-maxage=60", true)]
    [InlineData("max-age=5|public", "private, max-age=5", "max-age=5|public", true)]
    [InlineData("publicity=1", "publicity=1", "publicity=1", false)]
    public void Behind_a_rule_nothing_is_for_shared_caches_unless_the_setting_keeps_it(string? sent, string expected, string kept, bool counted)
    {
        Assert.Equal((expected, counted ? 1 : 0, counted ? 1 : 0), Apply(sent, keep: false));
        Assert.Equal((kept, counted ? 1 : 0, 0), Apply(sent, keep: true));
    }

    [Fact]
    public void Each_answer_is_counted_and_each_path_is_logged_once()
    {
        Assert.Equal(("private", 3, 1), Apply("public", keep: false, times: 3));
    }

    private static (string Header, int Counted, int Logged) Apply(string? sent, bool keep, int times = 1)
    {
        using var folder = new ConfigurationFolder().With("CacheControl", keep ? """{ "Keep": true }""" : "{ }");
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var log = new LogLines();
        using var loggers = new LoggerFactory([log]);
        var meters = provider.GetRequiredService<IMeterFactory>();
        var counted = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "gateway.upstream.cache_controls_changed") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted += (int)value);
        listener.Start();
        var privacy = new CachePrivacy(new GatewayMetrics(meters), loggers.CreateLogger<CachePrivacy>());
        var site = folder.GoodSite();
        var header = "";
        for (var i = 0; i < times; i++)
        {
            var context = new DefaultHttpContext();
            context.Features.Set(new SiteRequest { Site = site, Origin = site.Origins[0], Understood = Stage.Path("/members/a"), RawPath = "/members/a", Method = "GET", Client = IPAddress.Loopback });
            if (sent is not null) context.Response.Headers.CacheControl = new StringValues(sent.Split('|'));
            privacy.Apply(context, site);
            header = string.Join('|', context.Response.Headers.CacheControl.AsEnumerable());
        }

        return (header, counted, log.Warnings.Count);
    }
}
