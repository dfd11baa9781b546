namespace Gateway.Chaos.Load;

/// <summary>Whether the folder that reloads open and close is closed at this moment.</summary>
internal sealed class Folder
{
    private const int Unknown = -1;

    private volatile int _state;

    /// <summary>Null from a reload's begin until every node has shown that it is done.</summary>
    public bool? IsClosed
    {
        get => _state == Unknown ? null : _state == 1;
        set => _state = value is { } closed ? (closed ? 1 : 0) : Unknown;
    }

    /// <summary>What was so when a request began, if it is so still: no reload is shorter than to be seen by one of both looks.</summary>
    public bool? Agrees(bool? before) => before == IsClosed ? before : null;
}
