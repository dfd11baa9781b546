using System.Text.Json.Nodes;
using Gateway.Demo.Nats;

namespace Gateway.Tests.Differential;

/// <summary>Members whose claims show every way in which a claim becomes a variable; each odd enough to spoil a login stands alone.</summary>
internal static class OddMembers
{
    private const string Everyday = """ { "email_verified": true, """;

    public static IReadOnlyList<NatsMember> All { get; } =
    [
        Of("dave", Everyday + """
            "username": "Zoë 漢字 😀", "email": "zoë+tag@exämple.com", "trial": 0, "status": 1,
            "sites": ["1", 2, true, null, {"a": "b"}, ["x"], false, 1.5], "empty_list": [], "list_of_lists": [[]], "list_empty_first": ["", "a", ""], "list_of_one": ["a,b"], "list_umlaut": ["ü", "漢"],
            "plan": {"name": "odd", "tier": 2, "deep": {"a": {"b": ["c", {"d": "e"}]}}}, "empty_object": {},
            "object_odd": {"ü/": "\u00e9\"\\\b\f\n\r\t\u0001", "real": 1.5, "whole": 2.0, "big": 1e21, "small": 1e-7, "neg": -0.0, "none": null, "yes": true, "no": false, "third": 0.1},
            """),
        Of("erin", Everyday + """
            "username": "erin", "quotes": "a\"b'c\\d,e;f=g<h>&i%20%00", "slash": "a\/b", "spaces": "  both ends  ", "empty": "", "none": null, "yes": true, "no": false,
            "int": 9007199254740993, "int_max": 9223372036854775807, "int_min": -9223372036854775808, "zero": 0, "negative_zero": -0,
            "real": 1.5, "whole": 1.0, "exponent": 1e2, "exponent_up": 1E+2, "negative_real_zero": -0.0, "neg": -7, "big": 1e21, "huge": 1.7976931348623157e308, "third": 0.1, "half": 0.0000005, "less": 0.0000004,
            "tiny": 1e-10, "neg_tiny": -1e-10, "carry": 9.9999999, "carry_small": 0.9999999, "nines": 0.0000095, "e15": 123456789012345.678, "e22": 1e22, "e23": 1.2345678901234567e23, "e78": 1.5e78, "e79": 1.5e79, "e80": 1.5e80, "e73": 1.25e73, "long_real": 123456789.123456789, "odd_half": 2.5000005, "latin": "\u0080ÿ", "combined": "e\u0301", "beyond": "\ud83d\ude00", "nbsp": "\u00a0",
            """),
        Of("fritz", Everyday + """
            "username": "fritz", "odd-dash.dot": "1", "odd space:colon": "2", "oddÜ": "3", "€é": "4", "slash/y": "5", "equals=y": "6", "tab\tname": "7", "back\\slash": "8", "q\"uote": "9", "sq[b]": "10", "cu{b}": "11",
            "UPPER": "12", "(p)": "13", "<lt>": "14", "at@b": "15", "comma,b": "16", "semi;b": "17", "ask?b": "18", "quote'b": "19", "tilde~b": "20", "pipe|b": "21", "bang!b": "22", "cash$b": "23", "and&b": "24", "0start": "25", "del\u007fname": "26",
            "cr\r\nlf": "27", "plus+b": "28", "star*b": "29", "cent%b": "30", "hash#b": "31", "hat^b": "32", "tick`b": "33",
            """),
        Of("ivy", Everyday + $"\"username\": \"ivy\", \"k4\": \"{new string('x', 4097)}\", \"k12\": \"{new string('y', 12 * 1024)}\", \"after\": \"still there\","),
        Of("long", Everyday + $"\"username\": \"long\", \"k40\": \"{new string('z', 40 * 1024)}\", \"{new string('n', 100)}\": \"fits\", \"{new string('m', 101)}\": \"too long a name\","),
        Of("clash", Everyday + """ "username": "clash", "Trial": "decoy", "trial": "0", "a-b": "1", "a_b": "2", "x.y": "1", "x-y": "2", """),
        Of("gina", Everyday + """ "username": "gina", "crlf": "line1\r\nX-Injected: yes\tend", "cr": "a\rb", "lf": "a\nb", "tab": "a\tb", "del": "a\u007fb", "esc": "a\u001bb", "in_list": ["a\nb", "c"], "trial": "0", """),
        Of("frank", Everyday + """ "username": "frank\nroot", """),
        Of("nul", Everyday + """ "username": "nul", "zero_byte": "a\u0000b", """),
        Of("beyond", Everyday + """ "username": "beyond", "int_beyond": 12345678901234567890, """),
        Of("number", Everyday + """ "username": 1001, """),
        Of("nameless", Everyday),
        Of("blank", Everyday + """ "username": "", """),
        Of("unnamed", Everyday + """ "username": "unnamed", "": "no name", """),
        Of("both", Everyday + """ "username": "both", "in_both": "userinfo", "aud": "userinfo", "exp": 1, "nonce": "userinfo", "iss": "userinfo", "auth_time": "userinfo", "acr": "userinfo", "amr": ["userinfo"], """),
    ];

    private static NatsMember Of(string name, string claims) => new(name, "member-" + name, "member with odd claims", JsonNode.Parse(claims.TrimEnd().TrimEnd(',') + "}")!.AsObject());
}
