namespace Gateway.Benchmarks.Measures;

/// <summary>The rounds of one figure: the one in the middle counts, and how far the others lie apart is told.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> rounds)
    {
        var sorted = rounds.Order().ToArray();
        return new Spread(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}
