using Xunit;

namespace Gateway.Tests.Sites;

public class UnknownNameTests
{
    [Theory]
    [InlineData("Sesion", "{}", "Sesion: unknown setting. Did you mean \"Session\"?")]
    [InlineData("origins", "[]", "origins: unknown setting. Did you mean \"Origins\"?")]
    [InlineData("Session", """{ "InactivtyTimeout": "5m" }""", "Session.InactivtyTimeout: unknown setting. Did you mean \"InactivityTimeout\"?")]
    [InlineData("Session", """{ "Cookie": { "Nmae": "x" } }""", "Session.Cookie.Nmae: unknown setting. Did you mean \"Name\"?")]
    [InlineData("Limits", """{ "RequestBodies": 1 }""", "Limits.RequestBodies: unknown setting. Did you mean \"RequestBody\"?")]
    [InlineData("Timeouts", """{ "Banana": 1 }""", "Timeouts.Banana: unknown setting. Here are known: FirstByte, Idle.")]
    [InlineData("Paths", """{ "/": { "Requires": "all granted", "Require": "all granted" } }""", "Paths['/'].Requires: unknown setting. Did you mean \"Require\"?")]
    [InlineData("Paths", """{ "/": { "RequireAll": [ "valid-user", { "RequirAny": [], "Require": "valid-user" } ] } }""", "Paths['/'].RequireAll[1].RequirAny: unknown setting. Did you mean \"RequireAny\"?")]
    public void H15_Unknown_name_is_refused_with_the_name_that_was_meant(string setting, string json, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With(setting, json);

        var fault = Assert.Single(folder.Faults());

        Assert.EndsWith(": site \"example\": " + expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_behind_an_unknown_name_is_not_shown()
    {
        using var folder = new ConfigurationFolder();
        folder.With("PassPhrases", "\"top secret words\"");

        Assert.Equal(["gateway.json:11: site \"example\": PassPhrases: unknown setting. Did you mean \"Passphrase\"?"], folder.Faults());
    }

    [Fact]
    public void H15_Doubled_name_is_refused_with_both_lines()
    {
        using var folder = new ConfigurationFolder();

        var faults = folder.Faults("{\n\"Listen\": [ \"http://127.0.0.1:1\" ],\n\"Listen\": [ \"http://127.0.0.1:2\" ],\n\"Sites\": {\n\"a\": {},\n\"a\": {} }\n}");

        Assert.Equal("gateway.json:3: Listen: stands twice, first in line 2. Leave one out.", faults[0]);
        Assert.Contains("gateway.json:6: site \"a\": stands twice, first in line 5. Leave one out.", faults);
    }

    [Fact]
    public void H15_Doubled_path_is_refused_though_both_say_the_same()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", "{\n\"/\": \"all granted\",\n\"/members/\": \"valid-user\",\n\"/members/\": \"valid-user\" }");

        Assert.Contains("gateway.json:13: site \"example\": Paths['/members/']: stands twice, first in line 12. Leave one out.", folder.Faults());
    }
}
