namespace Gateway.Tests.Harness;

/// <summary>An authorization response as it stood in the browser's address line, and forgeries of it; values are as they were encoded.</summary>
internal sealed record Callback(string Address, string Code, string State, string Issuer)
{
    public string Url => With($"code={Code}&state={State}&iss={Issuer}");

    public static Callback Of(string url)
    {
        var parts = url.Split('?', 2);
        var values = parts[1].Split('&').Select(part => part.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new Callback(parts[0], values.GetValueOrDefault("code", ""), values.GetValueOrDefault("state", ""), values.GetValueOrDefault("iss", ""));
    }

    /// <summary>The same address with this query.</summary>
    public string With(string query) => Address + "?" + query;
}
