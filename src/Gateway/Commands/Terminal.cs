using System.Text;

namespace Gateway.Commands;

/// <summary>
/// Where a command speaks and is answered. Colours and questions are for a person at a terminal only; output and errors are judged each for
/// itself. What is piped on stays plain text, and so does all wherever <c>NO_COLOR</c> is set (no-color.org).
/// </summary>
internal sealed record Terminal(TextWriter Output, TextWriter Errors, TextReader Answers, bool HasColours = false, bool CanAsk = false)
{
    private const string Red = "\e[31m";
    private const string Reset = "\e[0m";

    /// <summary>Reads an answer that must not be seen over a shoulder.</summary>
    public Func<string?> ReadHidden { get; init; } = Answers.ReadLine;

    public bool ErrorsHaveColours { get; init; }

    public static Terminal OfConsole() => new(
        Console.Out,
        Console.Error,
        Console.In,
        !Console.IsOutputRedirected && MayColour,
        !Console.IsInputRedirected && !Console.IsOutputRedirected)
    {
        ReadHidden = ReadKeys,
        ErrorsHaveColours = !Console.IsErrorRedirected && MayColour,
    };

    private static bool MayColour => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public string Strong(string text) => Coloured("\e[1m", text);

    public string Good(string text) => Coloured("\e[32m", text);

    public string Warning(string text) => Coloured("\e[33m", text);

    public string Bad(string text) => Coloured(Red, text);

    /// <summary>A line that work goes on without, where it cannot be written: the output may be a file on a full disk.</summary>
    public async Task<bool> SayAsync(string line)
    {
        try
        {
            await Output.WriteLineAsync(line);
            return true;
        }
        catch (IOException)
        {
            return false;   // nothing is lost but the line
        }
    }

    /// <summary>For <see cref="Errors"/>.</summary>
    public string Alarm(string text) => ErrorsHaveColours ? Red + text + Reset : text;

    /// <summary>The same for <see cref="Errors"/>; where that is full too, nobody is left to be told.</summary>
    public Task<bool> ComplainAsync(string line) => (this with { Output = Errors }).SayAsync(line);

    private static string ReadKeys()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar)) text.Append(key.KeyChar);
        }

        Console.WriteLine();
        return text.ToString();
    }

    private string Coloured(string colour, string text) => HasColours ? colour + text + Reset : text;
}
