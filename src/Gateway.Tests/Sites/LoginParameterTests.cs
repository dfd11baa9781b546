using Gateway.Commands;
using Xunit;

namespace Gateway.Tests.Sites;

/// <summary>Parameters of the owner's own must leave the login alone.</summary>
public sealed class LoginParameterTests
{
    private const string OfTheLogin = "is a parameter of the login itself, which Gateway sets. Leave it out.";

    [Theory]
    [InlineData("redirect_uri", OfTheLogin)]
    [InlineData("state", OfTheLogin)]
    [InlineData("nonce", OfTheLogin)]
    [InlineData("response_type", OfTheLogin)]
    [InlineData("client_id", OfTheLogin)]
    [InlineData("Redirect_URI", OfTheLogin)]
    [InlineData("response_mode", OfTheLogin)]
    [InlineData("code_challenge", OfTheLogin)]
    [InlineData("code_challenge_method", OfTheLogin)]
    [InlineData("client_secret", OfTheLogin)]
    [InlineData("request", OfTheLogin)]
    [InlineData("request_uri", OfTheLogin)]
    [InlineData("registration", OfTheLogin)]
    [InlineData("scope", "has a setting of its own. Write it into Login.Scope.")]
    [InlineData("a b", "is no parameter name. Write letters, digits, _, - and . alone.")]
    public async Task A35_Gateway_does_not_start_with_a_parameter_that_the_login_hangs_on(string name, string remedy)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Login", $$"""{ "Parameters": { "{{name}}": "x" } }""").Read();
        var (output, errors) = (new StringWriter(), new StringWriter());

        var code = await ServeCommand.RunAsync(folder.File, watch: false, new Terminal(output, errors, TextReader.Null), TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        Assert.Contains($"site \"example\": Login.Parameters{(name == "a b" ? "['a b']" : "." + name)}: {remedy}", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "is no section. Write { \"acr_values\": \"gold\" }.")]
    [InlineData("""{ "max_age": 5 }""", "is no text. Write it in double quotes.")]
    public void Parameters_are_names_and_texts(string json, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Login", $$"""{ "Parameters": {{json}} }""");

        Assert.EndsWith(expected, Assert.Single(folder.Faults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"Scope\": \"a\\\"b\" }", "Paths['/members/'].Login.Scope: \"a\\\"b\" are no scopes. Write them with a blank between: \"email profile\".")]
    [InlineData("{ \"Parameters\": { \"nonce\": \"x\" } }", "Paths['/members/'].Login.Parameters.nonce: is a parameter of the login itself, which Gateway sets. Leave it out.")]
    [InlineData("{ \"Scopes\": \"x\" }", "Paths['/members/'].Login.Scopes: unknown setting. Did you mean \"Scope\"?")]
    public void What_a_login_to_a_path_asks_for_leaves_the_login_alone(string login, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", $$"""{ "/": "all granted", "/members/": { "Require": "valid-user", "Login": {{login}} } }""");

        Assert.Equal("gateway.json:10: site \"example\": " + expected, Assert.Single(folder.Faults()));
    }

    [Theory]
    [InlineData("\"DefaultPage\": \"/members/start.php\"", "Login.DefaultPage: \"/members/start.php\" is itself behind the rule \"/members/\": \"valid-user\". Add \"/members/start.php\": \"all granted\" to Paths.")]
    [InlineData("\"DefaultPage\": \"https://a.example/members/\"", "Login.DefaultPage: \"https://a.example/members/\" is itself behind the rule \"/members/\": \"valid-user\". Add \"/members/\": \"all granted\" to Paths.")]
    [InlineData("\"DefaultPage\": \"welcome\"", "Login.DefaultPage: \"welcome\" is neither a path nor an address. Write one like /welcome.php or https://www.example.com/.")]
    [InlineData("\"RequestMethod\": \"PAR\"", "Login.RequestMethod: \"PAR\" is not known here. Write GET or POST.")]
    public void Ways_of_a_login_are_judged(string login, string expected)
    {
        using var folder = new ConfigurationFolder();

        Assert.Equal("gateway.json:11: site \"example\": " + expected, Assert.Single(folder.With("Login", $$"""{ {{login}} }""").Faults()));
    }
}
