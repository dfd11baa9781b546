using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Forgery;

/// <summary>Other spellings of a good token, each part by itself; NATS signs what is spelled.</summary>
internal static class SpellingLies
{
    private static readonly (string Name, Func<string, string> Spell)[] Spellings =
    [
        ("padding", part => part.PadRight((part.Length + 3) / 4 * 4, '=')),
        ("the other alphabet", part => part.Replace('-', '+').Replace('_', '/')),
        ("a line break", part => part.Insert(part.Length / 2, "\r\n")),
        ("spare bits", part => part[..^1] + NextInAlphabet(part[^1])),
    ];

    public static readonly IReadOnlyList<Lie> All =
        [.. from part in (string[])["header", "payload", "signature"] from spelling in Spellings select Of(part, spelling.Name, spelling.Spell)];

    private static Lie Of(string part, string name, Func<string, string> spell) => new("A91", $"{name} in the {part}", "id_token_form", nats => Forge.IdToken(nats, (header, claims) =>
    {
        var first = Encode(header);
        var second = Encode(claims);
        if (part == "header") first = Changed(first, spell);
        if (part == "payload") second = Changed(second, spell);
        var signature = Base64UrlEncoder.Encode(Sign(nats, first, second));
        if (part == "signature") signature = Changed(signature, spell);
        return $"{first}.{second}.{signature}";
    }));

    // The text holds both characters in which the alphabets differ, and its last character has spare bits.
    private static string Encode(JsonObject json)
    {
        json["alphabet"] = "??????>>>>>>";
        var text = Forge.Text(json);
        return Base64UrlEncoder.Encode(text.PadRight((text.Length / 3 * 3) + 4));
    }

    private static string Changed(string part, Func<string, string> spell)
    {
        var spelled = spell(part);
        return spelled != part ? spelled : throw new InvalidOperationException("The part has nothing to spell otherwise.");
    }

    private static byte[] Sign(SimulatedNats nats, string header, string payload) => nats.Keys.Current.Sign(Encoding.ASCII.GetBytes($"{header}.{payload}"));

    private static char NextInAlphabet(char c)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return Alphabet[Alphabet.IndexOf(c, StringComparison.Ordinal) + 1];
    }
}
