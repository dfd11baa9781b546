using System.Security.Authentication;
using Gateway.Sessions;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What Redis' failures are for us, and what an owner reads of them: the log line's code and words that help.</summary>
public sealed class RedisOutageTests
{
    private static readonly RedisConnectionException Refused = Broken(ConnectionFailureType.AuthenticationFailure);

    public static TheoryData<Exception, string?> Failures => new()
    {
        { new RedisTimeoutException(CommandFlags.None, "late", CommandStatus.Sent), "store_timeout" },
        { Broken(ConnectionFailureType.SocketFailure), "store_unreachable" },
        { new ObjectDisposedException("a connection that was given up"), "store_unreachable" },
        { Refused, "store_credentials" },
        { Broken(ConnectionFailureType.UnableToConnect, Refused), "store_credentials" },
        { Broken(ConnectionFailureType.Loading), "store_not_ready" },
        { Broken(ConnectionFailureType.AuthenticationFailure, new IOException("inner", new AuthenticationException("of an unknown issuer"))), "store_tls" },
        { new InvalidOperationException("a fault of ours"), null },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_of_the_library_is_an_outage_and_a_fault_of_ours_is_none(Exception failure, string? code)
    {
        Assert.Equal(code, RedisOutage.Of(failure) is { } outage ? CodeOf(outage) : null);
    }

    [Theory]
    [InlineData(RedisErrorKind.ReadOnly, "store_read_only")]
    [InlineData(RedisErrorKind.Misconfigured, "store_read_only")]
    [InlineData(RedisErrorKind.NoReplicas, "store_read_only")]
    [InlineData(RedisErrorKind.OutOfMemory, "store_full")]
    [InlineData(RedisErrorKind.NoAuth, "store_credentials")]
    [InlineData(RedisErrorKind.WrongPass, "store_credentials")]
    [InlineData(RedisErrorKind.NoPermission, "store_credentials")]
    [InlineData(RedisErrorKind.Loading, "store_not_ready")]
    [InlineData(RedisErrorKind.MasterDown, "store_not_ready")]
    [InlineData(RedisErrorKind.Busy, "store_not_ready")]
    [InlineData(RedisErrorKind.MaxClients, "store_not_ready")]
    [InlineData(RedisErrorKind.ClusterDown, "store_not_ready")]
    [InlineData(RedisErrorKind.UnknownCommand, "store_error")]
    [InlineData(RedisErrorKind.WrongType, null)]        // about one key
    public void Answer_of_the_server_is_an_outage_by_its_kind(RedisErrorKind kind, string? code)
    {
        Assert.Equal(code, RedisOutage.Of(new RedisServerException(kind, CommandFlags.None, "an answer")) is { } outage ? CodeOf(outage) : null);
    }

    [Theory]
    [InlineData("Unreachable", "Redis cannot be reached, or broke off. Is it running, and is its address right? Members get 503 until it is back.")]
    [InlineData("Timeout", "Redis does not answer in time. Is its machine overloaded or frozen? Members get 503 until it answers.")]
    [InlineData("ReadOnly", "Redis takes no writes: it is a replica, or cannot save to its disk. Signed-in members go on; nobody can sign in or out.")]
    [InlineData("Full", "Redis has no memory left for a session. Signed-in members go on; nobody can sign in. Raise maxmemory.")]
    [InlineData("Credentials", "Redis refuses user, password or permissions. Compare the setting Redis with the ACL or requirepass of Redis.")]
    [InlineData("Tls", "the certificate of Redis is not accepted: expired, for another name, or of an unknown issuer. Members get 503 until it is.")]
    [InlineData("NotReady", "Redis is not ready: it is loading its data, or has too many clients. Members get 503 until it is.")]
    [InlineData("Error", "Redis answered with an error that is not known here. Is it version 6 or later?")]
    public void Owner_reads_what_it_is_and_what_helps(string outage, string words)
    {
        Assert.Equal(words, RedisOutage.Words(Enum.Parse<StoreOutage>(outage)));
    }

    [Theory]
    [InlineData("", "0", false)]
    [InlineData("", "100", false)]              // one that does not tell its policy
    [InlineData("allkeys-lru", "", false)]      // or its limit
    [InlineData("noeviction", "100", false)]
    [InlineData("allkeys-lru", "0", false)]     // without a limit nothing is thrown away
    [InlineData("allkeys-lru", "100", true)]
    [InlineData("volatile-ttl", "100", true)]
    public void Redis_that_drops_keys_for_room_would_throw_members_out(string policy, string limit, bool throws)
    {
        Assert.Equal(throws, RedisEviction.ThrowsAway(policy, limit));
    }

    private static RedisConnectionException Broken(ConnectionFailureType type, Exception? cause = null) => new(type, CommandFlags.None, "broken", cause, CommandStatus.Unknown);

    private static string CodeOf(StoreOutage outage) => new SessionStoreUnavailableException("away") { Outage = outage }.Code;
}
