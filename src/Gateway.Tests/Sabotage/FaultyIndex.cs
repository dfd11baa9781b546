using Gateway.Sessions;

namespace Gateway.Tests.Sabotage;

/// <summary>An index of sessions by subject that has lost one of its promises.</summary>
internal sealed class FaultyIndex(ISubjectIndex index) : ISubjectIndex
{
    /// <summary>Does not remember that a subject was ended.</summary>
    public bool ForgetsEnds { get; init; }

    /// <summary>Says of every subject that it has no session.</summary>
    public bool FindsNothing { get; init; }

    public ValueTask AddAsync(string subject, string key, TimeSpan lifetime, CancellationToken cancellationToken) => index.AddAsync(subject, key, lifetime, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindAsync(string subject, CancellationToken cancellationToken) =>
        FindsNothing ? ValueTask.FromResult<IReadOnlyList<string>>([]) : index.FindAsync(subject, cancellationToken);

    public ValueTask<IReadOnlyList<string>> EndAsync(string subject, DateTimeOffset issued, TimeSpan lifetime, CancellationToken cancellationToken) =>
        index.EndAsync(subject, issued, lifetime, cancellationToken);

    public ValueTask<DateTimeOffset?> FindEndAsync(string subject, CancellationToken cancellationToken) =>
        ForgetsEnds ? ValueTask.FromResult<DateTimeOffset?>(null) : index.FindEndAsync(subject, cancellationToken);
}
