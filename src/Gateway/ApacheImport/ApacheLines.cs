using System.Text;

namespace Gateway.ApacheImport;

/// <summary>
/// The lines of one file as Apache takes them: a backslash at the end joins the next one, blanks around are cut, comments and empty lines
/// are left out. What is no text is refused at the line where that shows, without reading on.
/// </summary>
internal sealed class ApacheLines(string file, LineBudget budget)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The number of the line that was read last.</summary>
    private int _line;

    public IEnumerable<ApachePlace> Read()
    {
        using var reader = Open();
        while (Next(reader) is { } place)
        {
            budget.Take(place);
            if (place.Text.Length > 0 && place.Text[0] != '#') yield return place with { Text = Decoded(place) };
        }
    }

    // Each byte one character, so that a fault has a column; letters are made of them line by line.
    private StreamReader Open()
    {
        try
        {
            return new StreamReader(file, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ApacheFaultException(new ApachePlace(file, 0, ""), $"cannot be read: {refused.Message}");
        }
    }

    private ApachePlace? Next(StreamReader reader)
    {
        var text = new StringBuilder();
        var first = _line + 1;
        while (TryTakeLine(reader, first, text))
        {
            if (text.Length == 0 || text[^1] != '\\') return Trimmed(first, text);
            text.Length--;
        }

        return text.Length > 0 ? Trimmed(first, text) : null;
    }

    private bool TryTakeLine(StreamReader reader, int first, StringBuilder text)
    {
        if (reader.Peek() < 0) return false;

        _line++;
        for (var read = reader.Read(); read is >= 0 and not '\n'; read = reader.Read())
        {
            text.Append((char)read);
            if (text.Length > LineBudget.LongestLine) budget.Take(new ApachePlace(file, first, text.ToString()));
            if (read is < ' ' and not ('\t' or '\r')) Refuse(text);
            if (read is not '\r' && text.Length > 1 && text[^2] == '\r') Refuse(text.Remove(text.Length - 1, 1));   // a blank to Apache, a letter to us
        }

        if (text.Length > 0 && text[^1] == '\r') text.Length--;
        if (_line == 1) CutMark(text);
        return true;
    }

    private void Refuse(StringBuilder text)
    {
        var isUtf16 = _line == 1 && text.Length > 1 && (text[0], text[1]) is ('\u00FF', '\u00FE') or ('\u00FE', '\u00FF');
        var place = new ApachePlace(file, _line, text.ToString()) { Column = text.Length };
        throw new ApacheFaultException(place, isUtf16 ? "is UTF-16. Save the file as UTF-8."
            : text[^1] == '\r' ? "has a carriage return within a line. Save the file with the line ends of Unix."
            : $"holds the control byte 0x{(int)text[^1]:x2}: this is no text file.");
    }

    private static void CutMark(StringBuilder text)
    {
        if (text.Length >= 3 && (text[0], text[1], text[2]) is ('\u00EF', '\u00BB', '\u00BF')) text.Remove(0, 3);
    }

    private ApachePlace Trimmed(int first, StringBuilder text) => new(file, first, text.ToString().Trim(' ', '\t', '\r'));

    private static string Decoded(ApachePlace place)
    {
        if (Ascii.IsValid(place.Text)) return place.Text;

        try
        {
            return StrictUtf8.GetString(Encoding.Latin1.GetBytes(place.Text));
        }
        catch (DecoderFallbackException)
        {
            var column = place.Text.AsSpan().IndexOfAnyInRange('\u0080', '\u00FF') + 1;
            throw new ApacheFaultException(place with { Column = column }, "holds letters that are no UTF-8. Save the file as UTF-8.");
        }
    }
}
