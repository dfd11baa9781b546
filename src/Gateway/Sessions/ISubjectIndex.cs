namespace Gateway.Sessions;

/// <summary>
/// Which sessions the OP can speak of: under the name of a subject, which is a member of the OP or one sign-in there, the store keys of its
/// sessions. For any number of nodes, in the store's own clock; every method throws <see cref="SessionStoreUnavailableException"/> when the
/// store cannot be asked.
/// </summary>
internal interface ISubjectIndex
{
    /// <summary>Written before the session is, so that who ends the subject finds it.</summary>
    ValueTask AddAsync(string subject, string key, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The keys of the subject's sessions; some of them may have ended since.</summary>
    ValueTask<IReadOnlyList<string>> FindAsync(string subject, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the subject's sessions out and returns their keys. For this lifetime <see cref="FindEndAsync"/> says until when the OP had
    /// issued what starts no session any more.
    /// </summary>
    ValueTask<IReadOnlyList<string>> EndAsync(string subject, DateTimeOffset issued, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The latest time of an end, in whole seconds; null: none, or none that is still remembered.</summary>
    ValueTask<DateTimeOffset?> FindEndAsync(string subject, CancellationToken cancellationToken);
}
