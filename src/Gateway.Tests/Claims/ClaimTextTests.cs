using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class ClaimTextTests
{
    [Theory]
    [InlineData("\"Zoë 漢字 😀\"", "Zoë 漢字 😀")]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\\"b'c\\\\d,e;f=g<h>&i%20%00\"", "a\"b'c\\d,e;f=g<h>&i%20%00")]
    [InlineData("true", "1")]
    [InlineData("false", "0")]
    [InlineData("null", null)]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("-7", "-7")]
    [InlineData("-0", "0")]
    [InlineData("1.5", "1.500000")]
    [InlineData("0.1", "0.100000")]
    [InlineData("0.0", "0.000000")]
    [InlineData("1e21", "1000000000000000000000.000000")]
    [InlineData("1e999", null)]
    [InlineData("-0.0", "0.000000")]
    [InlineData("0.0000005", "0.000001")]
    [InlineData("-0.0000000001", "-0.000000")]
    [InlineData("0.9999999", "1.000000")]
    [InlineData("9.9999999", "10.000000")]
    [InlineData("123456789012345.678", "123456789012345.671875")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("[]", "")]
    [InlineData("""["a","b","c"]""", "a,b,c")]
    [InlineData("""["1",2,true,null,{"a":"b"},["x"]]""", "1,1")]
    [InlineData("""["","a",false]""", "a,0")]
    [InlineData("""{"name":"odd","tier":2,"deep":{"a":{"b":["c",{"d":"e"}]}}}""", """{"name": "odd", "tier": 2, "deep": {"a": {"b": ["c", {"d": "e"}]}}}""")]
    [InlineData("{}", "{}")]
    [InlineData("""{"a":[],"b":true,"c":null,"d":"\u0001\n/é\"\\"}""", """{"a": [], "b": true, "c": null, "d": "\u0001\n/é\"\\"}""")]
    [InlineData("""{"a":1.5,"b":0.1,"c":2.0,"d":1e21,"e":1e-7}""", """{"a": 1.5, "b": 0.10000000000000001, "c": 2.0, "d": 1e21, "e": 9.9999999999999995e-8}""")]
    public void A_claim_is_the_text_that_the_module_made(string json, string? expected)
    {
        Assert.Equal(expected, ClaimText.Of(Json.Of(json), ","));
    }

    [Fact]
    public void A_whole_document_is_written_without_blanks() =>
        Assert.Equal("""{"a":[1,"b",null],"c":{"d":true,"e":2.0}}""", JanssonText.Compact.Of(Json.Of("""{ "a" : [ 1, "b", null ], "c" : { "d" : true, "e" : 2.0 } }""")));

    [Theory]
    [InlineData("\"\\b\\f\\n\\r\\t\\u0000\\u001f \\u007f\"", "\"\\b\\f\\n\\r\\t\\u0000\\u001F \u007f\"")]
    [InlineData("1e999", "1e999")]
    [InlineData("-0", "0")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("-2.5e-10", "-2.5000000000000002e-10")]
    [InlineData("1E+2", "100.0")]
    public void A_document_holds_texts_and_numbers_as_the_modules_library_wrote_them(string json, string expected) =>
        Assert.Equal(expected, JanssonText.Compact.Of(Json.Of(json)));

    [Theory]
    [InlineData("""["a"]""", "a")]
    [InlineData("""["a",true]""", "a; 1")]
    [InlineData("""["","a"]""", "a")]
    public void A_list_is_joined_by_the_delimiter_of_the_site(string json, string expected) => Assert.Equal(expected, ClaimText.Of(Json.Of(json), "; "));

    [Theory]
    [InlineData("trial", "trial")]
    [InlineData("odd-dash.dot", "odd-dash.dot")]
    [InlineData("odd space:colon", "odd-space-colon")]
    [InlineData("oddé", "odd--")]
    [InlineData("https://x/role", "https---x-role")]
    [InlineData("a\tb\u007F()<>@,;\\\"[]?={}", "a-b----------------")]
    [InlineData("漢", "---")]
    [InlineData("\u001F~!", "-~!")]
    public void A_claims_name_keeps_what_may_stand_in_a_header_name(string name, string expected)
    {
        Assert.Equal(expected, ClaimText.VariablePart(name));
    }

    [Theory]
    [InlineData("plain Zoë", false)]
    [InlineData("", false)]
    [InlineData("frank\r\nroot", true)]
    [InlineData("a\0", true)]
    [InlineData("a\tb", true)]
    [InlineData("\u007F", true)]
    [InlineData("\u0080", false)]
    [InlineData("\u001F", true)]
    [InlineData(" ", false)]
    public void Control_characters_are_seen(string text, bool expected)
    {
        Assert.Equal(expected, ClaimText.HasControl(text));
    }
}
