using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Gateway.Demo;

/// <summary>HTML that is safe to send. Whatever is put into a hole of its text is encoded, unless it is markup itself.</summary>
internal readonly record struct Markup(string Html)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static Markup Empty { get; } = new("");

    public static Markup Of(ref Builder html) => new(html.ToString());

    public static Markup Each<T>(IEnumerable<T> items, Func<T, Markup> row) => new(string.Concat(items.Select(item => row(item).Html)));

    public override string ToString() => Html ?? "";

    /// <summary>Collects the parts of an interpolated text: what the author wrote as it stands, values encoded.</summary>
    [InterpolatedStringHandler]
    internal ref struct Builder(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

        public readonly void AppendLiteral(string text) => _text.Append(text);

        public readonly void AppendFormatted(Markup markup) => _text.Append(markup);

        public readonly void AppendFormatted(int number) => _text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{number}");

        public readonly void AppendFormatted(string? value) => _text.Append(Encoder.Encode(value ?? ""));

        public override readonly string ToString() => _text.ToString();
    }
}
