using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>What a section demands, on its way from Apache's <c>Require</c> into a line of <c>Paths</c>.</summary>
internal abstract record Demand
{
    public static readonly Demand Granted = new DemandLine("all granted");
    public static readonly Demand Denied = new DemandLine("all denied");
    public static readonly Demand ValidUser = new DemandLine("valid-user");

    /// <summary>As the value of a path: the short form where there is one.</summary>
    public abstract string Json { get; }

    /// <summary>As a member of the long form, name and value.</summary>
    public abstract string Member { get; }

    public bool IsGranted => ToRequirement().IsPublic;

    /// <summary>Denied whoever asks: no login could help.</summary>
    public bool IsDenied => ToRequirement().Evaluate(null) == Grant.Denied;

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
        if (Json == ValidUser.Json) return other.ToRequirement().Evaluate(null) != Grant.NeedsUser;
        if (this is DemandGroup { Kind: "RequireAll" } all) return all.Parts.Any(part => part.AddsTo(other));

        return other is not DemandGroup { Kind: "RequireAll" } group || group.Parts.All(part => part.Json != Json);
    }

    public abstract Requirement ToRequirement();

    public override string ToString() => ToRequirement().Directive;

    protected static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}

/// <summary>One line, such as <c>claim trial:0</c>; one that our own parser understands.</summary>
internal sealed record DemandLine(string Text) : Demand
{
    public override string Json => Quoted(Text);

    public override string Member => $"\"Require\": {Json}";

    public override Requirement ToRequirement() =>
        Requirement.TryParse(Text, out var requirement, out var fault) ? requirement! : throw new InvalidOperationException(fault);   // parsed before it was made
}

/// <summary>A container: <c>RequireAny</c>, <c>RequireAll</c>, <c>RequireNone</c>.</summary>
internal sealed record DemandGroup(string Kind, IReadOnlyList<Demand> Parts) : Demand
{
    public override string Json => $"{{ {Member} }}";

    public override string Member => $"\"{Kind}\": [ {string.Join(", ", Parts.Select(part => part.Json))} ]";

    public override Requirement ToRequirement()
    {
        var parts = Parts.Select(part => part.ToRequirement()).ToList();
        return Kind switch { "RequireAll" => Requirement.All(parts), "RequireAny" => Requirement.Any(parts), _ => Requirement.None(parts) };
    }
}
