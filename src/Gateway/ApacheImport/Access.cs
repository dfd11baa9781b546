using System.Collections.Immutable;

namespace Gateway.ApacheImport;

/// <summary>
/// What holds somewhere once all sections that apply there are merged, each over the one before: directive by directive, demands as a
/// whole unless <c>AuthMerging</c> joins them. Apache merges the sections of one step (folders, files, locations) among themselves first, and
/// the outcome over the steps before, by the <c>AuthMerging</c> of the last: until then those stand in <see cref="Before"/>.
/// </summary>
internal sealed record Access
{
    /// <summary>Where no section says anything.</summary>
    public static readonly Access None = new();

    private static readonly string[] Usual = ["GET", "POST"];

    public string? AuthType { get; private init; }

    /// <summary>What is demanded, by method; under the empty name for all that have no demand of their own.</summary>
    public ImmutableSortedDictionary<string, Bound> Bounds { get; private init; } = ImmutableSortedDictionary.Create<string, Bound>(StringComparer.Ordinal).Add("", default);

    /// <summary>Whether any section demanded anything, were it for some methods only.</summary>
    public bool HasDemand { get; private init; }

    public HostAccess? Host { get; private init; }

    public ApacheDirective? UnAuth { get; private init; }

    public ApacheDirective? PathScope { get; private init; }

    public ApacheDirective? PathParameters { get; private init; }

    /// <summary>The sections that made it, the last one last.</summary>
    public ImmutableList<ApachePlace> Places { get; private init; } = [];

    /// <summary>Nobody comes in, whatever a later section says: what holds cannot be told.</summary>
    public bool IsClosed { get; private init; }

    /// <summary>How much there is to merge.</summary>
    public int Size => Places.Count + Bounds.Values.Sum(bound => bound.Size);

    /// <summary>How many containers stand in each other in what is demanded.</summary>
    public int Depth => IsClosed ? 0 : Bounds.Values.Max(bound => bound.Comes.Depth);

    /// <summary>Whether anybody may come in.</summary>
    public bool IsOpen => !IsClosed && (LetsInByAddress || (!LacksDemand && Bounds.Values.All(bound => bound.Comes.IsGranted) && (Host?.Granted ?? Host is null)));

    /// <summary>An AuthType and nothing that asks for it: Apache answers 500.</summary>
    public bool LacksDemand => !HasDemand && AuthType is not null && !AuthType.Equals("None", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether nobody may come in, signed in or not.</summary>
    public bool IsShut => IsClosed || (!LetsInByAddress && (LacksDemand || Bounds.Values.All(bound => bound.Comes.IsDenied) || Host is { Granted: false, IsAny: false }));

    /// <summary>Closed without a word, because nobody came in anyway; a later section would let somebody in.</summary>
    public bool StaysShut => IsClosed && IsSilent && !Bounds.Values.All(bound => bound.Comes.IsDenied);

    private bool IsSilent { get; init; }

    // Every address is enough, whatever is demanded.
    private bool LetsInByAddress => Host is { Granted: true, IsAny: true };

    /// <summary>Methods that Apache opens, because a section binds others only, and that keep the rule around it here.</summary>
    public IEnumerable<string> Kept => IsClosed ? [] : Usual.Where(method => For(method) is { Kept: { } kept } bound && kept.AddsTo(bound.Says ?? Demand.Granted));

    // What is left of Order, Allow and Deny: nothing where every address may come in, or where the demand alone counts.
    private HostAccess? Addresses => Host is { Granted: true, IsAny: false } || (HasDemand && Host is { Granted: false, IsAny: true }) ? null : Host;

    // What somebody meets who is not signed in.
    private string Answers => $"{UnAuth?.Arguments}|{PathScope?.Arguments}|{PathParameters?.Arguments}";

    private AuthMerging Merging { get; init; }

    private bool Drops { get; init; }

    private Access? Before { get; init; }

    /// <summary>For the next step: nothing is said yet.</summary>
    public Access NextStep() => new() { Before = Finished() };

    /// <summary>This step over those before.</summary>
    public Access Finished()
    {
        if (Before is not { } before) return this with { Merging = AuthMerging.Off, Drops = false };

        return this with
        {
            Before = null,
            Merging = AuthMerging.Off,
            Drops = false,
            AuthType = AuthType ?? before.AuthType,
            Bounds = Each(Bounds.Keys.Concat(before.Bounds.Keys), method => before.For(method).Under(For(method).Says, Drops ? AuthMerging.Off : Merging, HasDemand || Drops).Keeping(For(method).Kept)),
            HasDemand = HasDemand || (before.HasDemand && !Drops),
            Host = Host ?? before.Host,
            UnAuth = UnAuth ?? before.UnAuth,
            PathScope = PathScope ?? before.PathScope,
            PathParameters = PathParameters ?? before.PathParameters,
            IsClosed = IsClosed || before.IsClosed,
            IsSilent = IsSilent || before.IsSilent,
            Places = before.Places.AddRange(Places),
        };
    }

    /// <summary>The section over what holds around it.</summary>
    public Access With(SectionAccess inner) => this with
    {
        AuthType = inner.AuthType ?? AuthType,
        Bounds = Each(Bounds.Keys.Concat(inner.Limits.SelectMany(limit => limit.Methods)), method => For(method).Under(inner.For(method), inner.Merging, inner.HasDemand || inner.Drops)),
        HasDemand = inner.HasDemand || (HasDemand && !inner.Drops),
        Drops = inner.Drops || (Drops && !inner.HasDemand),
        Merging = inner.HasDemand || inner.Merging != AuthMerging.Off ? inner.Merging : Merging,
        Host = inner.Host ?? Host,
        UnAuth = inner.UnAuth ?? UnAuth,
        PathScope = inner.PathScope ?? PathScope,
        PathParameters = inner.PathParameters ?? PathParameters,
        Places = Places.Add(inner.Place),
    };

    /// <summary>Nobody, whatever stands there before and after.</summary>
    public Access Refused(ApachePlace place) => Finished() with { IsClosed = true, Places = Finished().Places.Add(place) };

    /// <summary>The same, of which nothing was said.</summary>
    public Access Silent() => this with { IsSilent = true };

    /// <summary>Both of them; nobody where they differ in more than demands.</summary>
    public Access And(Access other, ApachePlace place)
    {
        var (one, two) = (Finished(), other.Finished());
        if (two.IsOpen || one.IsSameAs(two)) return one;
        var shut = (one with { Places = Both(one, two) }).Refused(place);
        if (one.IsShut || two.IsShut) return shut;   // a later section must not open what was shut for another reason
        if (one.IsOpen) return two with { Places = Both(one, two).Add(place) };

        var isAlike = !one.IsClosed && !two.IsClosed && !one.LacksDemand && !two.LacksDemand && one.Addresses == two.Addresses && one.Answers == two.Answers
            && string.Equals(one.AuthType, two.AuthType, StringComparison.OrdinalIgnoreCase);
        if (!isAlike) return shut;

        return one with
        {
            Host = one.Addresses,
            Bounds = Each(one.Bounds.Keys.Concat(two.Bounds.Keys), method => new Bound(Demand.All([one.For(method).Comes, two.For(method).Comes]), null)),
            HasDemand = true,
            Places = one.Places.Add(place),
        };
    }

    /// <summary>Whether somebody may be refused here who comes in there.</summary>
    public bool IsStricterThan(Access other)
    {
        var (one, two) = (Finished(), other.Finished());
        if (one.IsOpen || two.IsShut || one.IsSameAs(two)) return false;
        if (one.IsShut || one.Addresses != two.Addresses) return true;

        return one.Bounds.Keys.Concat(two.Bounds.Keys).Any(method => one.For(method).Comes.AddsTo(two.For(method).Comes));
    }

    /// <summary>Whether it does not matter which of both holds.</summary>
    public bool IsSameAs(Access other) => ReferenceEquals(this, other) || (
        (HasDemand, IsClosed, Merging, Drops, Host) == (other.HasDemand, other.IsClosed, other.Merging, other.Drops, other.Host)
        && string.Equals(AuthType, other.AuthType, StringComparison.OrdinalIgnoreCase)
        && Answers == other.Answers
        && Bounds.Count == other.Bounds.Count
        && Bounds.Zip(other.Bounds).All(pair => pair.First.Key == pair.Second.Key && pair.First.Value.IsSameAs(pair.Second.Value))
        && (Before is { } before ? other.Before is { } others && before.IsSameAs(others) : other.Before is null));

    /// <summary>By one more section.</summary>
    public Access MadeBy(ApachePlace place) => this with { Places = Places.Add(place) };

    // Each once: what two have in common is not doubled each time that they meet.
    private static ImmutableList<ApachePlace> Both(Access one, Access two) => [.. one.Places.Concat(two.Places).Distinct()];

    private static ImmutableSortedDictionary<string, Bound> Each(IEnumerable<string> methods, Func<string, Bound> bound) =>
        methods.Distinct(StringComparer.Ordinal).ToImmutableSortedDictionary(method => method, bound, StringComparer.Ordinal);

    private Bound For(string method) => Bounds.GetValueOrDefault(method, Bounds[""]);
}

/// <summary>
/// What is demanded for a method. A section that binds other methods only takes the outer demand away under Apache; here that is kept, beside
/// whatever comes to stand in its place.
/// </summary>
internal readonly record struct Bound(Demand? Says, Demand? Kept)
{
    public Demand Comes => Demand.All([Kept ?? Demand.Granted, Says ?? Demand.Granted]);

    public int Size => (Says?.Size ?? 0) + (Kept?.Size ?? 0);

    public bool IsSameAs(Bound other) => Says?.Json == other.Says?.Json && Kept?.Json == other.Kept?.Json;

    /// <summary>A section over this; <paramref name="binds"/>: it demands something, if not for this method.</summary>
    public Bound Under(Demand? inner, AuthMerging merging, bool binds) => (inner, merging) switch
    {
        (null, AuthMerging.Off) => binds ? new Bound(null, Comes.IsGranted ? null : Comes) : this,
        (null, _) => this,
        (_, AuthMerging.Off) => new Bound(inner, null),
        (_, AuthMerging.And) => this with { Says = Demand.All([Says ?? Demand.Granted, inner]) },
        _ => this with { Says = Says is null ? inner : Demand.Any([Says, inner]) },
    };

    public Bound Keeping(Demand? kept) => kept is null ? this : this with { Kept = Demand.All([Kept ?? Demand.Granted, kept]) };
}
