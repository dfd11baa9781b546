using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// The classes in which real limits of real time count, or the memory of the whole process. They run one after the other when all others
/// have ended: a machine with more work than cores would make them late.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealTime
{
    public const string Name = "Real time";
}
