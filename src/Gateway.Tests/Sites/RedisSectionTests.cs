using System.Net;
using System.Net.Sockets;
using Gateway.Sites;
using Gateway.Telemetry;
using Xunit;

namespace Gateway.Tests.Sites;

public class RedisSectionTests
{
    [Theory]
    [InlineData("localhost:6379", "localhost:6379")]
    [InlineData("localhost", "localhost")]
    [InlineData(" 127.0.0.1:6380 , defaultDatabase = 2 ", "127.0.0.1:6380, database 2")]
    [InlineData("[::1]:6379", "[::1]:6379")]
    [InlineData("[::1]", "::1")]
    [InlineData("unix:/run/redis/redis.sock,password=hush,defaultDatabase=0", "unix:/run/redis/redis.sock, database 0")]
    [InlineData("s1.example:26379,s2.example:26379,serviceName=members,user=gw,password=hush,ssl=true", "s1.example:26379, s2.example:26379, service members, TLS")]
    [InlineData("redis_1:6379,ssl=True,sslHost=r.example,checkCertificateRevocation=false,keyPrefix=shop-1:,name=node1", "redis_1:6379, TLS, keys begin with shop-1:")]
    public void Good_setting_is_described_without_user_and_password(string text, string expected) => Assert.Equal(expected, Read(text).ToString());

    [Fact]
    public void Options_reach_the_library_as_they_are_written()
    {
        var redis = Read("s1.example:26379,[fe80::1]:26380,serviceName=members,user=gw,password=a=b c,ssl=true,sslHost=r.example,sentinelUser=su,sentinelPassword=sp,defaultDatabase=3,name=n,checkCertificateRevocation=false,keyPrefix=x:");

        var options = redis.Options;
        Assert.Equal([new DnsEndPoint("s1.example", 26379), new IPEndPoint(IPAddress.Parse("fe80::1"), 26380)], options.EndPoints);
        Assert.Equal(("members", "gw", "a=b c", true, "r.example"), (options.ServiceName, options.User, options.Password, options.Ssl, options.SslHost));
        Assert.Equal(("su", "sp", 3, "n", false, "x:"), (options.SentinelUser, options.SentinelPassword, options.DefaultDatabase, options.ClientName, options.CheckCertificateRevocation, redis.KeyPrefix));
    }

    [Fact]
    public void A_socket_is_one() => Assert.Equal(new UnixDomainSocketEndPoint("/run/redis.sock"), Read("unix:/run/redis.sock").Options.EndPoints.Single());

    [Fact]
    public void Without_the_setting_there_is_none()
    {
        using var folder = new ConfigurationFolder();

        Assert.Null(ConfigurationFolder.Good(folder.Read()).Redis);
    }

    // Each holds the password "hush", or what a password with a comma leaves behind.
    [Theory]
    [InlineData("redis://gw:hush@r.example:6379/1", Url)]
    [InlineData("rediss://:hush@r.example", Url)]
    [InlineData("unix:///run/redis.sock?password=hush", Url)]
    [InlineData("password=hush", "names no server. Write host:port first: localhost:6379, or unix:/run/redis/redis.sock.")]
    [InlineData("gw:hush@r.example:6379", NoAddress)]
    [InlineData("r.example:hush", NoAddress)]
    [InlineData("r.example:0", NoAddress)]
    [InlineData("r.example:65536", NoAddress)]
    [InlineData("::1", NoAddress)]
    [InlineData("[hush]:6379", NoAddress)]
    [InlineData("10.0.0:6379", NoAddress)]
    [InlineData("/run/redis.sock", NoAddress)]
    [InlineData("unix:run/redis.sock", NoAddress)]
    [InlineData("r.example 6379", NoAddress)]
    [InlineData(",r.example", NoAddress)]
    [InlineData("r.example,password=a,hush", "has an address after an option. Write addresses first. A password with a comma cannot be written here: choose one without.")]
    [InlineData("r.example,password=a,hush=1", Unknown)]
    [InlineData("r.example,$hush=1", Unknown)]
    [InlineData("r.example,passwrod=hush", "has an unknown option. Did you mean password?")]
    [InlineData("r.example,defaultdatabse=hush", "has an unknown option. Did you mean defaultDatabase?")]
    [InlineData("r.example,password=hush,Password=hush", "has the option password twice. Leave one out.")]
    [InlineData("r.example,password=", "has no value for password. Write one, or leave it out.")]
    [InlineData("r.example,ssl=yes,password=hush", "says neither true nor false for ssl. Write ssl=true, or leave it out.")]
    [InlineData("r.example,defaultDatabase=hush", NoDatabase)]
    [InlineData("r.example,defaultDatabase=-1", NoDatabase)]
    [InlineData("r.example,keyPrefix=hush*", "has a keyPrefix that is none. Write letters, digits, :, _, - and ., at most 64 of them.")]
    [InlineData("r.example,channelPrefix=hush", "has the option channelPrefix, which is about messages. Write keyPrefix=… for what the keys begin with.")]
    [InlineData("r.example,abortconnect=false", "has the option abortConnect, which is decided here. Leave it out.")]
    [InlineData("r.example,asyncTimeout=5000", "has the option asyncTimeout, which is decided here. Leave it out.")]
    [InlineData("r.example:6379,r.example:6379", "names a server twice. Leave one out.")]
    [InlineData("unix:/run/redis.sock,r.example:6379", "names a socket and another server. Write one of them.")]
    public void H03_What_the_library_would_misread_is_refused_without_the_password(string text, string remedy)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Redis"] = $"\"{text}\"";

        Assert.Equal([$"gateway.json:13: Redis: \"{Redacted.Secret(text)}\" {remedy}"], folder.Faults());
        Assert.DoesNotContain("hush", folder.Faults()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void H03_A_variable_or_file_that_holds_it_is_named_and_its_content_is_not()
    {
        using var folder = new ConfigurationFolder();
        folder.Variable("REDIS", "redis://gw:hush@r.example:6379/1");
        folder.Root["Redis"] = "\"env:REDIS\"";

        var fault = Assert.Single(folder.Faults());

        Assert.StartsWith($"gateway.json:13: Redis: \"{Redacted.Secret("redis://gw:hush@r.example:6379/1")}\" is a URL.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_may_stand_in_a_file_of_its_own()
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("redis", "localhost:6379,password=hush\n"u8);
        folder.Root["Redis"] = "\"file:redis\"";

        Assert.Equal("hush", ConfigurationFolder.Good(folder.Read()).Redis!.Options.Password);
    }

    [Theory]
    [InlineData("r.example:6379")]
    [InlineData("10.1.2.3:6379,ssl=false")]
    [InlineData("localhost:26379,r.example:26379,serviceName=members")]
    public void Plain_tcp_to_another_machine_is_a_warning(string text)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Redis"] = $"\"{text}\"";

        Assert.Equal(
            [$"gateway.json:13: Redis: \"{Redacted.Secret(text)}\" is plain tcp to another machine: whoever is on the way reads the password, and may end sessions. Write ssl=true."],
            folder.Warnings());
    }

    [Theory]
    [InlineData("localhost:6379")]
    [InlineData("127.0.0.1,[::1]:6379")]
    [InlineData("unix:/run/redis.sock")]
    [InlineData("r.example:6380,ssl=true")]
    public void What_stays_on_the_machine_or_is_encrypted_is_none(string text)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Redis"] = $"\"{text}\"";

        Assert.Empty(folder.Warnings());
    }

    [Theory]
    [InlineData("localhost:6379", false)]
    [InlineData("localhost:6379,password=hush", true)]
    public void File_with_the_password_in_it_is_for_us_alone(string text, bool warns)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Passphrase", "\"env:S\"").With("Provider", """{ "MetadataUrl": "https://nats.example/x", "ClientId": "1", "ClientSecret": "env:S" }""");
        folder.Variable("S", "a secret that is long enough");
        folder.Root["Redis"] = $"\"{text}\"";
        folder.Read();
        folder.Mode("gateway.json", "644");

        var result = ConfigurationReader.Read(folder.File, _ => "a secret that is long enough");

        Assert.Equal(warns, ConfigurationFolder.Good(result).Warnings.Any(warning => warning.ToString().Contains("holds secrets", StringComparison.Ordinal)));
    }

    [Fact]
    public void Settings_are_the_same_when_they_read_the_same()
    {
        Assert.Equal(Read("localhost:6379,password=hush"), Read("localhost:6379,password=hush"));
        Assert.NotEqual(Read("localhost:6379,password=hush"), Read("localhost:6379,password=other"));
    }

    private const string Url = "is a URL. Write host:port, then options with commas between: localhost:6379,user=gateway,password=…,ssl=true.";
    private const string NoAddress = "has an address that is none. Write host:port, [::1]:port or unix:/run/redis/redis.sock.";
    private const string NoDatabase = "has no number of a database. Write defaultDatabase=0, 1, 2 …";
    private const string Unknown = "has an unknown option. Here are known: user, password, ssl, sslHost, checkCertificateRevocation, defaultDatabase, serviceName, sentinelUser, sentinelPassword, name, keyPrefix.";

    private static RedisSettings Read(string text)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Redis"] = $"\"{text}\"";
        return ConfigurationFolder.Good(folder.Read()).Redis!;
    }
}
