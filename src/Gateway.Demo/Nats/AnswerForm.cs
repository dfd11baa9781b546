namespace Gateway.Demo.Nats;

/// <summary>The answer to an authorization request as a form (OAuth 2.0 Form Post Response Mode). A person presses the button that a script presses elsewhere.</summary>
internal static class AnswerForm
{
    public static Markup Of(string redirectUri, IReadOnlyList<KeyValuePair<string, string>> parameters) => NatsPage.Of("Back to the site", Markup.Of($"""
        <form method="post" action="{redirectUri}">
          {Markup.Each(parameters, Field)}
          <button class="main">Go on</button>
        </form>
        """));

    private static Markup Field(KeyValuePair<string, string> parameter) => Markup.Of($"""<input type="hidden" name="{parameter.Key}" value="{parameter.Value}">""");
}
