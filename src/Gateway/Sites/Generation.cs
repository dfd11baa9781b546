namespace Gateway.Sites;

/// <summary>
/// One configuration while it serves. It counts the requests that began with it, so that what belongs to it goes only after the last of
/// them.
/// </summary>
internal sealed class Generation(GatewayConfiguration configuration)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users = 1;   // to be the current one is a use as well

    public GatewayConfiguration Configuration { get; } = configuration;

    /// <summary>Ends when another one took its place and its last request is over.</summary>
    public Task Ended => _ended.Task;

    /// <summary>False when it has ended: then another one is current.</summary>
    public bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users) return true;
            users = seen;
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0) _ended.SetResult();
    }
}
