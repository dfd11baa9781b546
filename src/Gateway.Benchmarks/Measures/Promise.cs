using System.Globalization;

namespace Gateway.Benchmarks.Measures;

/// <summary>Something that is counted and not timed, so that it is the same on every machine, and what it may be.</summary>
internal sealed record Promise(string What, double Least, double Most, double Counted)
{
    public bool IsKept => Counted >= Least && Counted <= Most;

    public static Promise AtMost(string what, double most, double counted) => new(what, 0, most, counted);

    public static Promise Exactly(string what, double number, double counted) => new(what, number, number, counted);

    public override string ToString()
    {
        return string.Create(CultureInfo.InvariantCulture, $"{(IsKept ? "kept" : "NOT KEPT")}: {What}: {Counted:0.##} (promised: {(Least < Most ? "at most " : "")}{Most:0.##})");
    }
}
