using Gateway.Commands;

namespace Gateway.Tests.Commands;

/// <summary>What a command said, line breaks as <c>\n</c>, and how it ended.</summary>
internal sealed record Said(int Code, string Output, string Errors)
{
    public static Task<Said> ByAsync(params string[] arguments) => ByAsync(terminal => terminal, arguments);

    /// <summary>As <see cref="ByAsync(string[])"/>, for a person at a terminal, or with answers to give.</summary>
    public static async Task<Said> ByAsync(Func<Terminal, Terminal> change, params string[] arguments)
    {
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await CommandLine.RunAsync(arguments, change(new Terminal(output, errors, TextReader.Null)));
        return new Said(code, output.ToString(), errors.ToString());
    }
}
