using System.Text.Json.Serialization;

namespace Gateway.Commands;

/// <summary>How much a finding matters: as it should be, worth knowing, or in the way of a login.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OnlineVerdict>))]
internal enum OnlineVerdict
{
    Good,
    Note,
    Fault,
}

/// <summary>One thing that was seen of an outside part: what, how it is, and what the owner can do when it is not right.</summary>
internal sealed record OnlineFinding(string Subject, OnlineVerdict Verdict, string Text, string? Remedy = null)
{
    public static OnlineFinding Good(string subject, string text) => new(subject, OnlineVerdict.Good, text);

    public static OnlineFinding Note(string subject, string text, string? remedy = null) => new(subject, OnlineVerdict.Note, text, remedy);

    public static OnlineFinding Fault(string subject, string text, string remedy) => new(subject, OnlineVerdict.Fault, text, remedy);
}

/// <summary>All that was seen of one outside part, for the sites that use it.</summary>
internal sealed record OnlineReport(string Part, IReadOnlyList<string> Sites, IReadOnlyList<OnlineFinding> Findings)
{
    public bool HasFaults => Findings.Any(static finding => finding.Verdict == OnlineVerdict.Fault);
}
