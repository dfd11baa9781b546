namespace Gateway.Sites;

/// <summary>What became of the last reload: without faults it was applied, else the configuration before it is still in force.</summary>
/// <param name="Files">The file and those that it named, as they looked when they were read.</param>
internal sealed record ReloadAttempt(DateTimeOffset At, IReadOnlyList<ConfigurationFault> Faults, IReadOnlyList<FileLook> Files)
{
    public bool IsApplied => Faults.Count == 0;
}
