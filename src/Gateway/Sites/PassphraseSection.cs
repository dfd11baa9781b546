using System.Text.Json;
using Gateway.Protection;

namespace Gateway.Sites;

/// <summary>The passphrases of a site: one text or a list, of which the first seals and all open.</summary>
internal static class PassphraseSection
{
    private const int ShortestGood = 20;
    private const string Example = "Write a long random text that no other site has, best as env:NAME or file:PATH.";

    public static PassphraseKeys? Read(JsonElement? written, Setting at)
    {
        var passphrases = new List<string>();
        foreach (var (text, place) in Texts(written, at))
        {
            if (place.Secret(text) is not { } passphrase)
            {
                continue;
            }

            if (passphrases.Contains(passphrase))
            {
                place.Refuse(text, "stands twice. Leave one out.");
            }

            if (passphrase.Length < ShortestGood)
            {
                place.Warn(text, "is shorter than 20 characters. Write a longer one: whoever guesses it opens every session.");
            }

            passphrases.Add(passphrase);
        }

        if (passphrases.Count == 0)
        {
            return null;
        }

        var site = at.Site ?? "";
        return new PassphraseKeys(site, passphrases, at.Reading.KeysBefore(site));
    }

    /// <summary>Says of a list when all but the first may go: what they sealed lives as long as a session or a sign-in at most.</summary>
    public static void SayWhenOldMayGo(JsonElement? written, SessionSettings session, LoginSettings login, Setting at)
    {
        if (written is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() < 2) return;

        var longest = session.MaxDuration > login.StateTimeout ? session.MaxDuration : login.StateTimeout;
        at[1].Note($"still opens what it sealed. It may go {DurationText.Of(longest)} after another stood first on every node: then no session is left that needs it.");
    }

    private static List<(string? Text, Setting At)> Texts(JsonElement? written, Setting at)
    {
        switch (written?.ValueKind)
        {
            case null:
                at.Missing(Example);
                return [];
            case JsonValueKind.String:
                return [(written.Value.GetString(), at)];
            case JsonValueKind.Array when written.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                var items = written.Value.EnumerateArray().Select((item, index) => (item.GetString(), at[index])).ToList();
                if (items.Count == 0)
                {
                    at.Missing(Example);
                }

                return items;
            default:
                throw at.Shape("is neither text nor list of texts. Write \"env:NAME\" or [ \"env:NEW\", \"env:OLD\" ].");
        }
    }
}
