using Xunit;

namespace Gateway.Tests.Sites;

/// <summary>Two sites of which a browser keeps one session cookie sign each other's members out: said before anybody wonders.</summary>
public sealed class CookieDoubtsTests
{
    [Theory]
    [InlineData("""[ "https://a.example" ]""", "", """[ "https://a.example:8443" ]""", "", 12, "gateway", "a.example")]
    [InlineData("""[ "https://a.example" ]""", """{ "Name": "one" }""", """[ "https://b.example", "https://A.example:8443" ]""", """{ "Name": "one" }""", 17, "one", "a.example")]
    [InlineData("""[ "http://127.0.0.1:8080" ]""", "", """[ "http://127.0.0.1:8081" ]""", "", 12, "gateway", "127.0.0.1")]
    [InlineData("""[ "https://a.example.com", "https://b.example.com" ]""", """{ "Domain": "example.com" }""", """[ "https://c.example.com", "https://d.example.com" ]""", """{ "Domain": "example.com" }""", 17, "gateway", "example.com")]
    [InlineData("""[ "https://a.example" ]""", "", """[ "https://a.example:8443" ]""", """{ "Name": "other" }""", 0, "", "")]
    [InlineData("""[ "https://a.example" ]""", "", """[ "https://b.example" ]""", "", 0, "", "")]
    [InlineData("""[ "https://a.example", "https://a.example:8443" ]""", "", """[ "https://b.example" ]""", "", 0, "", "")]      // one site, one member
    [InlineData("""[ "https://localhost" ]""", "", """[ "http://localhost:8080" ]""", "", 0, "", "")]                            // __Host- stands before one of them
    [InlineData("""[ "https://a.example" ]""", """{ "Path": "/members" }""", """[ "https://a.example:8443" ]""", """{ "Path": "/" }""", 0, "", "")]
    [InlineData("""[ "https://a.example" ]""", """{ "Path": "/members" }""", """[ "https://a.example:8443" ]""", """{ "Path": "/members" }""", 17, "gateway", "a.example")]
    public void Sites_with_one_session_cookie_in_a_browser_are_a_warning(string origins, string cookie, string otherOrigins, string otherCookie, int line, string name, string reach)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", origins).With("Paths", """{ "/": "all granted", "/members/": "valid-user" }""");
        if (cookie.Length > 0) folder.With("Session", $$"""{ "Cookie": {{cookie}} }""");
        folder.OtherSite = $$"""
            "other": {
            "Origins": {{otherOrigins}},
            "RedirectUri": "/members/vanity.php", "Passphrase": "another passphrase of the tests", "Provider": {{ConfigurationFolder.Provider()}},
            "Upstream": "http://127.0.0.1:8082", "Paths": { "/": "all granted", "/members/": "valid-user" }{{(otherCookie.Length > 0 ? $",\n\"Session\": {{ \"Cookie\": {otherCookie} }}" : "")}}
            }
            """;

        var warnings = folder.Warnings().Where(warning => warning.Contains("session cookie of site", StringComparison.Ordinal));

        string[] expected = line == 0 ? [] :
        [
            $"gateway.json:{line}: site \"other\": Session.Cookie.Name: \"{name}\" is the name of the session cookie of site \"example\" too, and a browser keeps one of that name for {reach}, whatever the port: "
            + "whoever signs in at one of the two is signed out of the other. Write another name.",
        ];
        Assert.Equal(expected, warnings);
    }
}
