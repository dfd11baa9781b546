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

        var code = await ServeCommand.RunAsync(folder.File, watch: false, output, errors, TestContext.Current.CancellationToken);

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
}
