using System.Text;
using Gateway.ApacheImport;

namespace Gateway.Tests.ApacheImport;

/// <summary>A folder with files of Apache's configuration, and what the parser makes of one of them.</summary>
internal sealed class ApacheFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("gateway-apache-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public string File(string name) => Path.Combine(Root, name);

    public ApacheFolder With(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text);
        return this;
    }

    /// <summary>The tree of <c>site.conf</c>, a line a directive, sections indented; what is uncertain has a question mark.</summary>
    public string Tree(params (string Name, string Value)[] defined)
    {
        var text = new StringBuilder();
        Write(Parse(defined), "", text);
        return text.ToString();
    }

    /// <summary>Why <c>site.conf</c> is refused, the folder's name left out.</summary>
    public string Fault(params (string Name, string Value)[] defined)
    {
        try
        {
            return Tree(defined);
        }
        catch (ApacheFaultException fault)
        {
            return fault.Message.Replace(Root + "/", "", StringComparison.Ordinal).Replace(Root, ".", StringComparison.Ordinal);
        }
    }

    private IReadOnlyList<ApacheDirective> Parse((string Name, string Value)[] defined)
    {
        var definitions = new Definitions(defined.ToDictionary(one => one.Name, one => one.Value));
        return new ApacheParser(new ApacheFiles([Root], Root), definitions).Read(File("site.conf"));
    }

    private static void Write(IReadOnlyList<ApacheDirective> directives, string indent, StringBuilder text)
    {
        foreach (var directive in directives)
        {
            text.Append(indent).Append(directive.Name).Append(directive.IsUncertain ? "? " : " ").Append(directive.Arguments).Append('\n');
            if (directive.Children is { } children) Write(children, indent + "  ", text);
        }
    }
}
