using Gateway.Tests.Harness;

namespace Gateway.Tests.Conformance;

/// <summary>
/// A relying party under test. It has a site for each lane; below <c>/members/</c> it shows who is signed in, as JSON of the variables that PHP
/// has, and elsewhere the same without anybody.
/// </summary>
internal abstract class Party : IAsyncDisposable
{
    /// <summary>The header of pages that are the site's own and none of the relying party's.</summary>
    public const string OfTheSite = "X-Script";

    public abstract string Name { get; }

    public abstract Browser NewBrowser(Lane lane);

    /// <summary>What a visitor sees once userinfo is due again (<see cref="Setup.Refresh"/>), by the party's own clock; null: nobody is signed in any more.</summary>
    public virtual Task<IReadOnlyDictionary<string, string>?> SeeWhenDueAsync(Trial trial, Visitor visitor) => visitor.SeeAsync();

    /// <summary>What is wrong with the page by which it refuses a login; null: nothing.</summary>
    public virtual string? FaultOfRefusal(Answer page) => null;

    public abstract ValueTask DisposeAsync();
}
