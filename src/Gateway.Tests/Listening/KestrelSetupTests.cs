using Gateway.Listening;
using Gateway.Tests.Sites;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Gateway.Tests.Listening;

public sealed class KestrelSetupTests
{
    [Fact]
    public void F109_Who_sends_must_get_on_with_it_and_who_reads_may_pause()
    {
        using var folder = new ConfigurationFolder();
        var kestrel = new KestrelServerOptions();

        KestrelSetup.Configure(kestrel, ConfigurationFolder.Good(folder.Read()));

        var limits = kestrel.Limits;
        Assert.Equal((TimeSpan.FromSeconds(30), 240.0, TimeSpan.FromSeconds(5)), (limits.RequestHeadersTimeout, limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Null(limits.MinResponseDataRate);
        Assert.Null(limits.MaxRequestBodySize);   // the site's own limit counts
        Assert.Equal((8 * 1024, 32 * 1024, 100, 32 * 1024), (limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount, limits.Http2.MaxRequestHeaderFieldSize));
        Assert.Equal((64 * 1024L, 100), (limits.MaxResponseBufferSize, limits.Http2.MaxStreamsPerConnection));
    }
}
