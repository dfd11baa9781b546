using System.Globalization;

namespace Gateway.Benchmarks.Measures;

/// <summary>The processor time and the memory of a process and all its children, as Linux counts them.</summary>
internal static class CpuTime
{
    // A kernel counts in hundredths of a second; no Linux that .NET runs on is built otherwise.
    private const double TicksPerSecond = 100;

    private const int Parent = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;

    public static TimeSpan Of(int process) => TimeSpan.FromSeconds(Tree(process).Sum(one => one.Fields[UserTime] + one.Fields[SystemTime]) / TicksPerSecond);

    /// <summary>Resident bytes, those that several processes share counted in each proportionally.</summary>
    public static long MemoryOf(int process) => Tree(process).Sum(one => Proportional(one.Id));

    private static List<(int Id, double[] Fields)> Tree(int root)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), Fields: Read(name!))).Where(one => one.Fields.Length > SystemTime).ToList();
        var found = all.Where(one => one.Id == root).ToList();
        for (var i = 0; i < found.Count; i++) found.AddRange(all.Where(one => (int)one.Fields[Parent] == found[i].Id));
        return found;
    }

    // The fields behind the name, which may itself hold blanks and brackets; the first of them is a letter.
    private static double[] Read(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select((field, i) => i == 0 ? 0 : double.Parse(field, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];   // has ended meanwhile
        }
    }

    private static long Proportional(int process)
    {
        var line = File.ReadLines($"/proc/{process}/smaps_rollup").First(text => text.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
