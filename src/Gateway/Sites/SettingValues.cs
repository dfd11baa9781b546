using System.Globalization;

namespace Gateway.Sites;

/// <summary>
/// Values of settings that are more than a text. At a fault the answer is the default: the configuration is refused anyway.
/// </summary>
internal static class SettingValues
{
    public static TimeSpan Duration(this Setting setting, string? written, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (setting.Text(written) is not { } text)
        {
            return otherwise;
        }

        if (!DurationText.TryParse(text, out var duration))
        {
            setting.Refuse(text, "is no duration. Write 90s, 30m, 8h or plain seconds.");
            return otherwise;
        }

        if (duration < least || duration > most)
        {
            var wrong = duration < least ? "short" : "long";
            setting.Refuse(text, $"is too {wrong}. Write {DurationText.Of(least)} to {DurationText.Of(most)}.");
            return otherwise;
        }

        return duration;
    }

    /// <summary>A whole number.</summary>
    public static int Count(this Setting setting, string? written, int otherwise, int least, int most)
    {
        if (setting.Text(written) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most)
        {
            return count;
        }

        setting.Refuse(text, string.Create(CultureInfo.InvariantCulture, $"is no number from {least} to {most}."));
        return otherwise;
    }

    /// <summary>So many bytes: plain, or with K, M or G for the powers of 1024.</summary>
    public static long Size(this Setting setting, string? written, long otherwise, long most)
    {
        if (setting.Text(written) is not { } text)
        {
            return otherwise;
        }

        var (digits, shift) = text switch
        {
            [.. var number, 'K'] => (number, 10),
            [.. var number, 'M'] => (number, 20),
            [.. var number, 'G'] => (number, 30),
            _ => (text, 0),
        };
        if (uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && (long)count << shift <= most)
        {
            return (long)count << shift;
        }

        setting.Refuse(text, "is no size. Write bytes, or 500M or 1G.");
        return otherwise;
    }

    /// <summary>One of a few words, the first of which is the default.</summary>
    public static T Choice<T>(this Setting setting, string? written, params ReadOnlySpan<(string Word, T Value)> words)
    {
        var otherwise = words[0].Value;
        if (setting.Text(written) is not { } text)
        {
            return otherwise;
        }

        var known = new List<string>();
        foreach (var (word, value) in words)
        {
            if (word == text)
            {
                return value;
            }

            known.Add(word);
        }

        setting.Refuse(text, $"is not known here. Write {string.Join(", ", known[..^1])} or {known[^1]}.");
        return otherwise;
    }
}
