using System.Text;
using Gateway.Demo.Nats;
using Gateway.Tests.Demo;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Forgery;

/// <summary>Id tokens that can be read in two ways, are encrypted, too deep, too large or written oddly, under NATS' own good signature.</summary>
internal static class FormLies
{
    private const string Encrypted = """{"alg":"dir","enc":"A256GCM","cty":"JWT"}""";

    public static readonly IReadOnlyList<Lie> All =
    [
        Sealed("A86", "a signed token, encrypted", Encrypted, (nats, claims) => Encoding.ASCII.GetBytes(Forge.Signed(nats, Forge.Text(nats.Keys.NewHeader()), claims))),
        Sealed("A86", "bare claims, encrypted", """{"alg":"dir","enc":"A256GCM"}""", (_, claims) => Encoding.UTF8.GetBytes(claims)),
        Sealed("A87", "a bomb", """{"alg":"dir","enc":"A256GCM","zip":"DEF"}""", (_, claims) => Jwe.Deflate(Encoding.UTF8.GetBytes(claims + new string(' ', 10_000_000)))) with
        {
            IsBelieved = belief => belief.IdToken is { Bytes.Length: > 10_000_000 } bomb && bomb.Text(Forge.Prize) == Forge.PrizeValue,
        },
        new("A87", "two thousand million rounds", "id_token_form", nats => Forge.IdToken(nats, (_, _) => PasswordBased()))
        {
            IsBelieved = belief => belief.IdTokenHeader?.Text("p2c") == "2147483647",
        },
        Text("A88", "a claim twice", claims => $$"""{"trial":"1","trial":"0",{{claims[1..]}}"""),
        Text("A88", "the subject twice", claims => $$"""{"sub":"a",{{claims[1..]}}"""),
        Text("A88", "a name twice further down", claims => $$"""{"plan":{"a":[{"b":1,"b":2}]},{{claims[1..]}}"""),
        new("A88", "the algorithm twice", "id_token_form", nats => Forge.IdToken(nats, (_, claims) => Forge.Signed(nats, """{"alg":"none","alg":"RS256"}""", Forge.Text(claims)))),
        Text("A89", "33 deep", claims => $$"""{"deep":{{new string('[', 32)}}{{new string(']', 32)}},{{claims[1..]}}"""),
        Text("A89", "200,000 deep", claims => $$"""{"deep":{{new string('[', 200_000)}}{{new string(']', 200_000)}},{{claims[1..]}}""") with
        {
            Reason = "op_answer_too_large",
            IsBelieved = belief => belief.IdToken?.Raw.Contains(Forge.PrizeValue, StringComparison.Ordinal) == true,   // readers take long over it
        },
        new("A89", "a million dots", "op_answer_too_large", nats => Forge.IdToken(nats, (_, _) => new string('.', 1_000_000)))
        {
            IsBelieved = belief => belief.TokenResponse?.Text("id_token")?.Length == 1_000_000,
        },
        new("A89", "32 KiB and one", "id_token_too_large", nats => Forge.IdToken(nats, (_, claims) => OfLength(nats, Forge.Text(claims), (32 * 1024) + 1))),
        Raw("a list", "[\"sub\"]"), Raw("a string", "\"sub\""), Raw("a number", "7"), Raw("null", "null"),
        Text("A90", "a byte order mark", claims => "\uFEFF" + claims),
        Text("A90", "half a pair", claims => $$"""{"x":"\ud800",{{claims[1..]}}"""),
        new("A90", "bytes that are no UTF-8", "id_token_form", nats => Forge.IdToken(nats, (header, claims) =>
            Forge.Compact(Forge.Text(header), Encoding.Latin1.GetBytes($$"""{"x":"{{'\u00FF'}}",{{Forge.Text(claims)[1..]}}"""), nats.Keys.Current.Sign))),
        .. SpellingLies.All,
    ];

    /// <summary>A token of exactly this many characters.</summary>
    public static string OfLength(SimulatedNats nats, string claims, int characters)
    {
        var start = characters * 3 / 4;
        var candidates =
            from filler in Enumerable.Range(0, start).Reverse()
            from blanks in Enumerable.Range(0, 3)
            let header = Forge.Text(nats.Keys.NewHeader()) + new string(' ', blanks)
            let payload = $$"""{"filler":"{{new string('f', filler)}}",{{claims[1..]}}"""
            where Length(header) + Length(payload) + 344 == characters   // two dots and a signature of 256 bytes
            select Forge.Signed(nats, header, payload);
        return candidates.First();
    }

    private static int Length(string text) => ((text.Length * 4) + 2) / 3;

    private static Lie Text(string row, string name, Func<string, string> change) => new(row, name, "id_token_form", Forge.Payload(change));

    private static Lie Raw(string name, string payload) => new("A90", name, "id_token_form", Forge.Payload(_ => payload)) { IsBelieved = belief => belief.IdToken?.Raw == payload };

    private static Lie Sealed(string row, string name, string header, Func<SimulatedNats, string, byte[]> inside) =>
        new(row, name, "id_token_form", nats => Forge.IdToken(nats, (_, claims) => Jwe.Seal(header, inside(nats, Forge.Text(claims)), LaxClient.Registration.Secret)));

    private static string PasswordBased() =>
        Base64UrlEncoder.Encode("""{"alg":"PBES2-HS256+A128KW","enc":"A128CBC-HS256","p2c":2147483647,"p2s":"c2FsdHNhbHQ"}""") + ".a2V5.aXY.Y2lwaGVy.dGFn";
}
