using Xunit;

namespace Gateway.Tests.Rules;

/// <summary>
/// The redirect targets of the corpus's part E.1, by row: values after one decoding. The judge's own tests use them, and so do the journeys
/// that send them over every way by which a target comes in.
/// </summary>
public static class ReturnUrlPayloads
{
    /// <summary>The second character is a slash or a backslash.</summary>
    public static TheoryData<string> E01 =>
    [
        "//evil.example",
        "///evil.example/",
        "////evil.example",
        "/\\evil.example",
        "/\\/evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "//evil.example/%2f..",
        "/\\\\\\evil.example",
        "//a.example@evil.example/",
        "//[::1]/",
        "//0x7f000001/",
    ];

    /// <summary>No slash in front, and no absolute URL.</summary>
    public static TheoryData<string> E02 =>
    [
        "evil.example",
        ".evil.example",
        "@evil.example",
        "?//evil.example",
        "#//evil.example",
        ";@evil.example",
        "unauth.php",
        "../members/",
        ":443/evil",
        "",
    ];

    /// <summary>Another origin.</summary>
    public static TheoryData<string> E03 =>
    [
        "https://evil.example/",
        "https://a.example.evil.example/",
        "https://evil-a.example/",
        "https://a.exampleevil/",
        "https://evil.example/a.example",
        "https://evil.example?a.example",
        "https://evil.example#a.example",
        "https://b.example/",
        "https://www.evil.example/https://a.example/",
    ];

    /// <summary>Another scheme or port of the same host.</summary>
    public static TheoryData<string> E04 =>
    [
        "https://a.example:8443/",
        "https://a.example:0443/",
        "ftp://a.example/",
        "ws://a.example/",
        "http://a.example:8080/",
    ];

    /// <summary>User information.</summary>
    public static TheoryData<string> E05 =>
    [
        "https://a.example@evil.example/",
        "https://a.example:pw@evil.example/",
        "https://evil.example@a.example/",
        "https://:@a.example/",
        "https://a.example%40evil.example/",
        "https://a.example+&@evil.example#+@a.example/",
    ];

    /// <summary>A scheme that runs or reads.</summary>
    public static TheoryData<string> E06 =>
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "\tjavascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "view-source:https://a.example",
        "\u0001javascript:alert(1)",
    ];

    /// <summary>A malformed absolute URL.</summary>
    public static TheoryData<string> E07 =>
    [
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "https:\\evil.example",
        "https:\\\\evil.example",
        "http:a.example",
        "https://",
        "https://a.example\\evil.example",
        "https://a.example\\@evil.example",
        "https://evil.example\\@a.example",
    ];

    /// <summary>A control byte or white space.</summary>
    public static TheoryData<string> E08 =>
    [
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        "ht\ttps://evil.example",
        "/\0/evil.example",
        "\v//evil.example",
        "/\u007f/evil.example",
        "/members/\r\nSet-Cookie: SID=x",
        "/members/\nX: y",
    ];

    /// <summary>An encoded separator that a later hop may decode.</summary>
    public static TheoryData<string> E09 =>
    [
        "/%2fevil.example",
        "/%2F%2Fevil.example",
        "/%5cevil.example",
        "/%5C/evil.example",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:x",
        "/%00/evil.example",
        "/%68ttps://evil.example",
        "/%252fevil.example",
        "/.%2f/evil.example",
    ];

    /// <summary>Dot segments that end in an empty segment.</summary>
    public static TheoryData<string> E10 =>
    [
        "/.//evil.example",
        "/x/..//evil.example",
        "/members/../..//evil.example",
        "/%2e%2e//evil.example",
        "/./\\evil.example",
        "/;//evil.example",
    ];

    /// <summary>Full-width, ideographic and confusable characters.</summary>
    public static TheoryData<string> E11 =>
    [
        "/／evil.example",
        "／／evil.example",
        "/〱evil.example",
        "/〵evil.example",
        "/ゝevil.example",
        "/ーevil.example",
        "/ｰevil.example",
        "https://a。example/",
        "https://ａ.example/",
        "https://a.example／@evil.example",
        "https://а.example/",
    ];

    /// <summary>A host written as a number or with tricks.</summary>
    public static TheoryData<string> E12 =>
    [
        "https://3627734734/",
        "https://0xd83ad6ce/",
        "https://0330.072.0326.0316/",
        "https://[::ffff:216.58.214.206]/",
        "https://a.example./",
        "https://a.example%00.evil.example/",
        "https://a.example%23.evil.example/",
        "https://a.example%2f.evil.example/",
        "https://a%2eexample/",
    ];

    /// <summary>A fragment or a query that hides.</summary>
    public static TheoryData<string> E13 =>
    [
        "//#a.example",
        "https:#//evil.example",
        "https://evil.example#@a.example/",
    ];

    /// <summary>These stay on our host.</summary>
    public static TheoryData<string> E13Accepted =>
    [
        "/members#@evil.example",
        "/?url=https://evil.example",
    ];

    /// <summary>Markup and script characters.</summary>
    public static TheoryData<string> E14 =>
    [
        "/members/\"><script>alert(1)</script>",
        "/<svg onload=x>",
        "\";alert(0);//",
        "/members/{{7*7}}",
    ];

    /// <summary>What one decoding leaves over.</summary>
    public static TheoryData<string> E16 =>
    [
        "%2F%2Fevil.example",
        "/%u002fevil.example",
        "\uFFFD\uFFFDevil.example",
        "/a\uFFFD",
    ];

    /// <summary>Must be accepted: no false alarms.</summary>
    public static TheoryData<string> E18 =>
    [
        "/",
        "/members/",
        "/members/x.php?a=1&b=%2F%2Fok",
        "/members/x.php#frag",
        "https://a.example/members/",
        "HTTPS://A.EXAMPLE/",
        "https://a.example:443/x",
        "/~user/pic.jpg",
        "/a:b",
        "/members/%C3%BC.php",
    ];
}
