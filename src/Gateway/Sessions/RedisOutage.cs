using System.Security.Authentication;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>What the library's exceptions mean for us. Its messages are not passed on: they name keys and servers.</summary>
internal static class RedisOutage
{
    /// <summary>The outage, or null for what is none: a fault of ours, or an answer about one key.</summary>
    public static StoreOutage? Of(Exception failure) => failure switch
    {
        RedisTimeoutException => StoreOutage.Timeout,
        RedisConnectionException connection => OfConnection(connection),
        RedisServerException { Kind: RedisErrorKind.WrongType } => null,
        RedisServerException server => OfServer(server.Kind),
        ObjectDisposedException => StoreOutage.Unreachable,
        _ => null,
    };

    /// <summary>For the owner: what it is, and what helps.</summary>
    public static string Words(StoreOutage outage) => outage switch
    {
        StoreOutage.Unreachable => "Redis cannot be reached, or broke off. Is it running, and is its address right? Members get 503 until it is back.",
        StoreOutage.Timeout => "Redis does not answer in time. Is its machine overloaded or frozen? Members get 503 until it answers.",
        StoreOutage.ReadOnly => "Redis takes no writes: it is a replica, or cannot save to its disk. Signed-in members go on; nobody can sign in or out.",
        StoreOutage.Full => "Redis has no memory left for a session. Signed-in members go on; nobody can sign in. Raise maxmemory.",
        StoreOutage.Credentials => "Redis refuses user, password or permissions. Compare the setting Redis with the ACL or requirepass of Redis.",
        StoreOutage.Tls => "the certificate of Redis is not accepted: expired, for another name, or of an unknown issuer. Members get 503 until it is.",
        StoreOutage.NotReady => "Redis is not ready: it is loading its data, or has too many clients. Members get 503 until it is.",
        _ => "Redis answered with an error that is not known here. Is it version 6 or later?",
    };

    // Certificates and passwords fail under one type; the cause tells them apart.
    private static StoreOutage OfConnection(RedisConnectionException failure)
    {
        var outage = StoreOutage.Unreachable;
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException) return StoreOutage.Tls;
            if (cause is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }) outage = StoreOutage.Credentials;
            if (cause is RedisConnectionException { FailureType: ConnectionFailureType.Loading }) outage = StoreOutage.NotReady;
        }

        return outage;
    }

    private static StoreOutage OfServer(RedisErrorKind kind) => kind switch
    {
        RedisErrorKind.ReadOnly or RedisErrorKind.Misconfigured or RedisErrorKind.NoReplicas => StoreOutage.ReadOnly,
        RedisErrorKind.OutOfMemory => StoreOutage.Full,
        RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NoPermission => StoreOutage.Credentials,
        RedisErrorKind.Loading or RedisErrorKind.MasterDown or RedisErrorKind.Busy or RedisErrorKind.MaxClients or RedisErrorKind.ClusterDown => StoreOutage.NotReady,
        _ => StoreOutage.Error,
    };
}
