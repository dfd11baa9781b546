namespace Gateway.Listening;

/// <summary>
/// The requests of one HTTP/2 connection, by stream, whose head named two hosts. A feature of the connection: a request is written here before
/// the server has all of its head, and asks once.
/// </summary>
internal sealed class UnlikeHosts
{
    // Requests that the server itself refuses never ask. Whoever sends so many has no good one.
    private const int Most = 256;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _streams = [];
    private int _allFrom = int.MaxValue;

    public void Add(int stream)
    {
        lock (_lock)
        {
            if (_streams.Count < Most) _streams.Add(stream);
            else _allFrom = Math.Min(_allFrom, stream);
        }
    }

    /// <summary>This request and those begun after it: nobody can tell any more.</summary>
    public void AddAllFrom(int stream)
    {
        lock (_lock) _allFrom = Math.Min(_allFrom, stream);
    }

    public bool Remove(int stream)
    {
        lock (_lock) return _streams.Remove(stream) || stream >= _allFrom;
    }
}
