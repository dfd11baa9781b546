using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>What a section demands, on its way from Apache's <c>Require</c> into a line of <c>Paths</c>; compared by its JSON.</summary>
internal abstract class Demand(string json, Requirement requirement)
{
    /// <summary>JSON is read 64 levels deep: each container takes two of them, and five stand around a rule.</summary>
    public const int Deepest = 29;

    public static readonly Demand Granted = new DemandLine("all granted");
    public static readonly Demand Denied = new DemandLine("all denied");
    public static readonly Demand ValidUser = new DemandLine("valid-user");

    /// <summary>As the value of a path: the short form where there is one.</summary>
    public string Json { get; } = json;

    /// <summary>As a member of the long form, name and value.</summary>
    public abstract string Member { get; }

    public bool IsGranted { get; } = requirement.IsPublic;

    /// <summary>Denied whoever asks: no login could help.</summary>
    public bool IsDenied { get; } = requirement.Evaluate(null) == Grant.Denied;

    public Requirement Requirement { get; } = requirement;

    /// <summary>How many lines it is made of.</summary>
    public abstract int Size { get; }

    /// <summary>How many containers stand in each other.</summary>
    public virtual int Depth => 0;

    /// <summary>Both of them.</summary>
    public static Demand All(IEnumerable<Demand> demands)
    {
        var parts = demands.SelectMany(one => one is DemandGroup { Kind: "RequireAll" } group ? group.Parts : [one]).DistinctBy(one => one.Json).ToList();
        if (parts.Exists(part => part.Json == Denied.Json)) return Denied;

        parts.RemoveAll(part => part.Json == Granted.Json);
        return parts.Count switch { 0 => Granted, 1 => parts[0], _ => new DemandGroup("RequireAll", parts) };
    }

    /// <summary>Either of them.</summary>
    public static Demand Any(IEnumerable<Demand> demands)
    {
        var parts = demands.SelectMany(one => one is DemandGroup { Kind: "RequireAny" } group ? group.Parts : [one]).DistinctBy(one => one.Json).ToList();
        if (parts.Exists(part => part.Json == Granted.Json)) return Granted;

        if (parts.Count > 1) parts.RemoveAll(part => part.Json == Denied.Json);
        return parts.Count switch { 0 => Denied, 1 => parts[0], _ => new DemandGroup("RequireAny", parts) };
    }

    /// <summary>Whether somebody who meets the other one may not meet this.</summary>
    public bool AddsTo(Demand other)
    {
        if (IsGranted || Json == other.Json || other.IsDenied) return false;
        if (Json == ValidUser.Json) return other.Requirement.Evaluate(null) != Grant.NeedsUser;
        if (this is DemandGroup { Kind: "RequireAll" } all) return all.Parts.Any(part => part.AddsTo(other));

        return other is not DemandGroup { Kind: "RequireAll" } group || group.Parts.All(part => part.Json != Json);
    }

    public override string ToString() => Requirement.Directive;

    protected static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}

/// <summary>One line, such as <c>claim trial:0</c>; one that our own parser understands.</summary>
internal sealed class DemandLine(string text) : Demand(Quoted(text), Read(text))
{
    public override string Member => $"\"Require\": {Json}";

    public override int Size => 1;

    private static Requirement Read(string text) =>
        Requirement.TryParse(text, out var requirement, out var fault) ? requirement! : throw new InvalidOperationException(fault);   // parsed before it was made
}

/// <summary>A container: <c>RequireAny</c>, <c>RequireAll</c>, <c>RequireNone</c>.</summary>
internal sealed class DemandGroup(string kind, IReadOnlyList<Demand> parts) : Demand($"{{ {MemberOf(kind, parts)} }}", RequirementOf(kind, parts))
{
    public string Kind => kind;

    public IReadOnlyList<Demand> Parts => parts;

    public override string Member => MemberOf(kind, parts);

    public override int Size { get; } = parts.Sum(part => part.Size);

    public override int Depth { get; } = 1 + parts.Select(part => part.Depth).DefaultIfEmpty().Max();

    private static string MemberOf(string kind, IReadOnlyList<Demand> parts) => $"\"{kind}\": [ {string.Join(", ", parts.Select(part => part.Json))} ]";

    private static Requirement RequirementOf(string kind, IReadOnlyList<Demand> parts)
    {
        var inner = parts.Select(part => part.Requirement).ToList();
        return kind switch { "RequireAll" => Requirement.All(inner), "RequireAny" => Requirement.Any(inner), _ => Requirement.None(inner) };
    }
}
