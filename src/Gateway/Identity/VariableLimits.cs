using System.Numerics;
using Gateway.Sites;

namespace Gateway.Identity;

/// <summary>How much of a member one request may carry, by the way it is carried: beyond that, whole variables are left out.</summary>
internal readonly record struct VariableLimits(int ValueBytes, int Variables)
{
    // Apache takes a hundred lines, nginx 8 KiB a line; a browser and Gateway need some of both.
    private const int HeaderLines = 80;

    /// <summary>As variables of a script: no value is longer than 32 KiB.</summary>
    public static VariableLimits Exact { get; } = new(32 * 1024, int.MaxValue);

    /// <summary>As request headers, each in so many spellings.</summary>
    public static VariableLimits Plain(IdentityHeaders spellings) => new(4 * 1024, HeaderLines / Math.Max(1, BitOperations.PopCount((uint)spellings)));
}
