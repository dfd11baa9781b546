namespace Gateway.Commands;

/// <summary>Collects the answers to questions: from the options, and on a terminal from the person at it.</summary>
internal sealed class Interview(Func<Question, string?> given, Terminal terminal, IReadOnlyList<Question> questions)
{
    private readonly Dictionary<Question, string> _answers = [];

    /// <summary>False, with what to write, when an option is wrong or an answer cannot be had.</summary>
    public bool TryRun(out IReadOnlyDictionary<Question, string> answers, out string fault)
    {
        answers = _answers;
        fault = "";
        foreach (var question in questions)
        {
            if (given(question) is not { } option) continue;
            if (FaultOf(question, option) is { } wrong)
            {
                fault = $"{question.Option} \"{(question.IsSecret ? "***" : option)}\": {wrong}.";
                return false;
            }
        }

        foreach (var question in questions)
        {
            var answer = given(question) ?? (terminal.CanAsk ? Ask(question) : question.Usual(_answers));
            if (answer is null)
            {
                fault = terminal.CanAsk ? "No answer, so nothing was written." : $"These are missing: {Missing()}. Without a terminal every answer is an option.";
                return false;
            }

            _answers[question] = answer;
        }

        return true;
    }

    private string Missing() => string.Join(", ", questions.Where(question => given(question) is null && question.MustBeAnswered).Select(question => question.Option));

    private string? Ask(Question question)
    {
        var usual = question.Usual(_answers);
        while (true)
        {
            terminal.Output.Write(usual is null ? $"{terminal.Strong(question.Help)}\n> " : $"{terminal.Strong(question.Help)} [{usual}]\n> ");
            var line = (question.IsSecret ? terminal.ReadHidden() : terminal.Answers.ReadLine())?.Trim();
            if (line is null) return null;
            var answer = line.Length == 0 ? usual ?? "" : line;
            if (FaultOf(question, answer) is not { } wrong) return answer;
            terminal.Output.WriteLine($"{terminal.Bad("Not yet:")} {wrong}.");
        }
    }

    private static string? FaultOf(Question question, string answer) => answer.Length == 0 ? "an answer is needed" : question.Judge(answer);
}
