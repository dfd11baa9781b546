using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>Redis over TLS, as a user of its own, and by a socket; and with a certificate that has expired (corpus I12).</summary>
[Collection(RealTime.Name)]
public sealed class RedisTlsTests
{
    [Fact]
    public async Task I12_Certificate_that_expires_is_a_503_and_never_plain_text()
    {
        using var certificates = new RedisCertificates();
        await using var redis = await RedisServer.StartAsync(certificates.Options);
        await using var wire = RedisWire.Start(redis.Port);
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(wire.Address + ",ssl=true,sslHost=localhost", ("SSL_CERT_FILE", certificates.Authority));
        var member = await stage.SignedInAsync(node);
        Assert.Equal(200, (await member.GetAsync(AwayProof.Page)).Status);

        await redis.KillAsync();
        certificates.Issue(TimeProvider.System.GetUtcNow().AddDays(-1));
        await redis.StartAgainAsync();

        await AwayProof.SaysAsync(node, "The session store fails (Tls): the certificate of Redis is not accepted");
        await AwayProof.ForEverybodyAsync(stage, node, member, "store_tls");
        Assert.All(wire.FirstBytes, first => Assert.Equal(0x16, first));   // a TLS record, each time

        await redis.KillAsync();
        certificates.Issue(TimeProvider.System.GetUtcNow().AddDays(30));
        await redis.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await member.GetAsync(AwayProof.Page)).Status == 302, "Redis again, which is empty");
        Assert.Equal("upstream:" + AwayProof.Page, (await stage.NewBrowser(node).SignInAsync("alice")).Text);
        Assert.DoesNotContain((byte)'*', wire.FirstBytes);
    }

    [Fact]
    public async Task Certificate_of_an_unknown_authority_or_another_name_is_refused()
    {
        using var certificates = new RedisCertificates();
        await using var redis = await RedisServer.StartAsync(certificates.Options);
        await using var stage = await NodesStage.StartAsync();

        var stranger = await stage.NodeAsync($"localhost:{redis.Port},ssl=true");
        var misnamed = await stage.NodeAsync($"localhost:{redis.Port},ssl=true,sslHost=other.example", ("SSL_CERT_FILE", certificates.Authority));

        foreach (var node in (GatewayProcess[])[stranger, misnamed])
        {
            await AwayProof.SaysAsync(node, "The session store fails (Tls)");
            await AwayProof.Is503Async(node, await stage.NewBrowser(node).GetAsync(AwayProof.Page), "session_store_unavailable", "store_tls");
        }
    }

    [Fact]
    public async Task User_with_no_more_than_the_readme_gives_serves_a_member_through_a_socket()
    {
        await using var redis = await RedisServer.StartAsync(["--unixsocket", "redis.sock"]);
        await redis.AskAsync("ACL", "SETUSER", "gateway", "on", ">hush-hush", "~gw:*", "-@all", "+@read", "+@write", "+@connection", "+@scripting", "+info");
        await redis.AskAsync("ACL", "SETUSER", "default", "off");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync($"unix:{redis.Folder}/redis.sock,user=gateway,password=hush-hush");

        var member = await stage.SignedInAsync(node);
        await member.GetAsync(AwayProof.Page);
        var logout = await member.GetAsync($"{GatewayHost.Vanity}?logout=get");

        Assert.Contains("<h1>Logged Out</h1>", logout.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(node.Lines, line => line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains("hush-hush", StringComparison.Ordinal));
        Assert.Contains(node.Lines, line => line == $"Sessions are kept in Redis at unix:{redis.Folder}/redis.sock.");
    }

    [Fact]
    public async Task Database_and_prefix_are_where_the_keys_lie()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address + ",defaultDatabase=3,keyPrefix=shop:");

        await stage.SignedInAsync(node);

        Assert.Equal("0", await redis.AskAsync("DBSIZE"));
        var keys = (await redis.AskAsync("-n", "3", "KEYS", "*")).Split('\n');
        Assert.Equal(2, keys.Length);   // the session, and the state that was claimed
        Assert.All(keys, key => Assert.StartsWith("shop:gw:a:", key, StringComparison.Ordinal));
        Assert.Contains(node.Lines, line => line == $"Sessions are kept in Redis at {redis.Address}, database 3, keys begin with shop:.");
    }
}
