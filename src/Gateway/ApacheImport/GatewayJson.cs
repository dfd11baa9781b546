using System.Text;

namespace Gateway.ApacheImport;

/// <summary>Writes <c>gateway.json</c> as a person would: sections in order, and behind each value where it comes from.</summary>
internal static class GatewayJson
{
    private const string Heading = "// Made from Apache's configuration by: gateway import-apache. What needs a decision stands in import-report.txt.";

    // As README's table has them.
    private static readonly string[] Order =
        ["Origins", "Certificate", "RedirectUri", "Passphrase", "Provider", "Upstream", "UpstreamSecret", "UpstreamProof", "Paths", "Pages", "Login", "Session", "Tokens", "Identity", "Timeouts", "TraceParent", "Info", "ReturnUrls", "Logout"];

    public static string Write(Draft file, IReadOnlyList<Draft> sites)
    {
        var root = new Node("");
        foreach (var setting in file.Settings) root.Add(setting);
        var all = root.Child("Sites");
        foreach (var site in sites)
        {
            var node = all.Child(site.Name);
            foreach (var setting in site.Settings.OrderBy(one => Array.IndexOf(Order, one.Path.Split('.')[0]))) node.Add(setting);
        }

        var text = new StringBuilder(Heading).Append('\n');
        root.Write(text, "");
        return text.Append('\n').ToString();
    }

    /// <summary>The section <c>Paths</c>, a line a path.</summary>
    public static string Paths(IReadOnlyList<ImportedPath> paths)
    {
        var node = new Node("");
        foreach (var path in paths)
            node.Children.Add(new Node(path.Pattern) { Json = path.Json, Comment = ApachePlace.Listed(path.Places) });
        var text = new StringBuilder();
        node.Write(text, "      ");
        return text.ToString();
    }

    private sealed class Node(string name)
    {
        public string Name => name;

        public List<Node> Children { get; } = [];

        public string? Json { get; init; }

        public string Comment { get; init; } = "";

        public Node Child(string child)
        {
            if (Children.Find(one => one.Name == child) is { } found) return found;

            var made = new Node(child);
            Children.Add(made);
            return made;
        }

        public void Add(DraftSetting setting)
        {
            var names = setting.Path.Split('.');
            var section = names[..^1].Aggregate(this, (node, part) => node.Child(part));
            section.Children.Add(new Node(names[^1]) { Json = setting.Json, Comment = setting.Comment });
        }

        public void Write(StringBuilder text, string indent)
        {
            text.Append('{');
            for (var at = 0; at < Children.Count; at++)
            {
                var child = Children[at];
                text.Append('\n').Append(indent).Append("  ").Append(Draft.Quoted(child.Name)).Append(": ");
                if (child.Json is { } json) text.Append(json);
                else child.Write(text, indent + "  ");
                if (at < Children.Count - 1) text.Append(',');
                if (child.Comment.Length > 0) text.Append("   // ").Append(OneLine(child.Comment));
            }

            text.Append('\n').Append(indent).Append('}');
        }

        // A name of a file may hold anything; a comment ends at the line.
        private static string OneLine(string comment) => string.Concat(comment.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\u0085' ? ' ' : letter));
    }
}
