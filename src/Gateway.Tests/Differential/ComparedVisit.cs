using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Differential;

/// <summary>A member at one of the servers that are compared: signed in, or refused.</summary>
internal sealed class ComparedVisit
{
    /// <summary>Among the variables: the browser's cookies that went along to the OP.</summary>
    public const string SentOn = "(cookies for the OP)";

    private readonly Browser _browser;
    private readonly List<(string Value, string Word)> _once = [];

    private readonly string? _sentOn;

    private ComparedVisit(Browser browser, bool isSignedIn, string? sentOn) => (_browser, IsSignedIn, _sentOn) = (browser, isSignedIn, sentOn);

    public bool IsSignedIn { get; }

    /// <summary>Signs in, and notes what only this one login has: its tokens, what hangs on them, its cookie. The servers' clocks show times since <paramref name="start"/>.</summary>
    public static async Task<ComparedVisit> BeginAsync(Browser browser, SimulatedNats nats, string member, DateTimeOffset start)
    {
        browser.Cookies["route"] = "node-7";
        var callback = await browser.ReachCallbackAsync(member);
        var answer = await browser.GetAsync(callback);
        var code = Parameters.Parse(new Uri(callback).Query)["code"];
        var call = nats.Ledger.Of(NatsEndpoint.Token).Single(call => call.Form["code"] == code);
        var visit = new ComparedVisit(browser, answer.IsRedirect, call.Headers.GetValueOrDefault("Cookie"));
        visit.Note(JsonDocument.Parse(call.Body!).RootElement, start);
        if (browser.Cookies.TryGetValue("mod_auth_openidc_session", out var session)) visit._once.Add((session, "<session>"));
        return visit;
    }

    /// <summary>What PHP knew of a request, with a word in place of each value that no two logins share; one entry tells the status if it did not run.</summary>
    public async Task<Dictionary<string, string>> AskAsync(ComparedRequest request)
    {
        var cookies = string.Join("; ", [.. request.Cookies, .. _browser.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")]);
        var content = request.Body is { } body ? new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded") : null;
        var answer = await _browser.SendAsync(content is null ? "GET" : "POST", request.Target, content, [.. request.Headers, ("Cookie", cookies)]);
        if (answer.Header("X-Script") is null) return new() { [ModuleStage.Status] = answer.Status.ToString(CultureInfo.InvariantCulture) };

        var told = PhpDump.Of(answer).Server.ToDictionary(one => one.Key, one => _once.Aggregate(Text(one.Value), (text, once) => text.Replace(once.Value, once.Word, StringComparison.Ordinal)));
        if (_sentOn is not null) told[SentOn] = _sentOn;
        return told;
    }

    // Read as UTF-8 where it is that, so that a list of differences can be read too; other bytes never look like it.
    private static string Text(string bytes)
    {
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));
        return text.Contains('\uFFFD') ? "<no UTF-8> " + bytes : text;
    }

    private void Note(JsonElement tokens, DateTimeOffset start)
    {
        var idToken = tokens.GetProperty("id_token").GetString()!;
        var claims = JsonDocument.Parse(Base64UrlEncoder.Decode(idToken.Split('.')[1])).RootElement;
        Note(idToken, "<id token>");
        foreach (var (json, name) in new[] { (tokens, "access_token"), (tokens, "refresh_token"), (claims, "nonce"), (claims, "at_hash") }) Note(json.GetProperty(name).GetString()!, $"<{name}>");

        var lifetime = tokens.GetProperty("expires_in").GetInt32();
        for (var second = start.ToUnixTimeSeconds(); second <= TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1; second++)
            Note((second + lifetime).ToString(CultureInfo.InvariantCulture), "<expires>");
    }

    private void Note(string value, string word) => _once.AddRange([(value, word), (Base64UrlEncoder.Encode(value), word + " in base64url")]);
}
