namespace Gateway.Sites;

/// <summary>
/// Texts of settings, wherever they come from. Null means that there is none, and that a fault says so where one must be.
/// </summary>
internal static class SettingTexts
{
    private const string NoFiles =
        "is not read from a file: only passwords, Passphrase, Provider.ClientSecret, UpstreamSecret, Redis and Pages.Unauthorized are. Write the text itself or env:NAME.";

    /// <summary>A text of one line that may be left out.</summary>
    public static string? Text(this Setting setting, string? written)
    {
        if (written is not null && TextSource.IsFile(written))
        {
            setting.Refuse(written, NoFiles);
            return null;
        }

        var text = setting.TextOrFile(written);
        if (text?.Any(char.IsControl) != true)
        {
            return text;
        }

        setting.Refuse(text, "holds a control character. Write it without.");
        return null;
    }

    /// <summary>A text that must be there.</summary>
    public static string? Required(this Setting setting, string? written, string remedy)
    {
        if (written is null)
        {
            setting.Missing(remedy);
        }

        return setting.Text(written);
    }

    /// <summary>A text that may also stand in a file of its own.</summary>
    public static string? TextOrFile(this Setting setting, string? written)
    {
        if (written is null)
        {
            return null;
        }

        return setting.Resolve(written).Text;
    }

    /// <summary>A secret: never shown, and best kept in a file that only we may read.</summary>
    public static string? Secret(this Setting setting, string? written)
    {
        if (written is null)
        {
            return null;
        }

        var secret = setting.Resolve(written);
        setting.Reading.HoldsSecrets |= !TextSource.IsReference(written);
        setting.WarnOf(written, secret);
        return secret.Text;
    }

    /// <summary>The texts of a list, each with its place; those at fault are left out.</summary>
    public static IEnumerable<(string Text, Setting At)> Each(this Setting setting, IReadOnlyList<string>? written)
    {
        for (var index = 0; index < (written?.Count ?? 0); index++)
        {
            var at = setting[index];
            if (at.Text(written?[index]) is { } text)
            {
                yield return (text, at);
            }
        }
    }

    /// <summary>What is unwise about the file that a secret came from.</summary>
    public static void WarnOf(this Setting setting, string written, SourcedText secret)
    {
        if (secret.SecretWarning is { } warning)
        {
            setting.Warn(written, warning);
        }
    }

    private static SourcedText Resolve(this Setting setting, string written)
    {
        var source = written.Length == 0
            ? new(null, "is empty. Write a value, or leave the setting out.")
            : setting.Reading.Texts.Read(written);
        if (source.Text is null)
        {
            setting.Refuse(written, source.Fault);
        }

        return source;
    }
}
