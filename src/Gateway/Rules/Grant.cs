namespace Gateway.Rules;

/// <summary>What a requirement says: yes, not before somebody has signed in, or no.</summary>
internal enum Grant
{
    // In this order: where several rules hold, the later answer wins.
    Granted,
    NeedsUser,
    Denied,
}
