using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using static Gateway.Tests.Conformance.ModuleEndedException;

namespace Gateway.Tests.Conformance;

/// <summary>The OP's answer to an authorization request, on its way through the browser: an address, or a form for the redirect URI.</summary>
internal sealed record Returned(string Address, string? Form);

/// <summary>A browser of alice on its way through the relying party under test, step by step; a module fails where a step cannot be taken.</summary>
internal sealed partial class Visitor(Lane lane, Browser browser)
{
    public const string Member = "alice";
    public const string Page = "/members/x.php";
    public const string Landing = "/bye.php";

    public Browser Browser => browser;

    /// <summary>Asks for the members' page: the answer is the way to the OP.</summary>
    public async Task<Answer> AskAsync()
    {
        var answer = await browser.GetAsync(Page);
        FailUnless(answer.IsRedirect && IsAtProvider(answer.Location!), $"no authorization request: {answer.Status}");
        return answer;
    }

    /// <summary>The OP's answer to an authorization request, when alice is signed in there.</summary>
    public async Task<Returned> AtProviderAsync(Answer start)
    {
        lane.Nats.Switches.AutoLogin = Member;
        return await AtProviderAsNobodyAsync(start);
    }

    /// <summary>The same, when nobody is.</summary>
    public async Task<Returned> AtProviderAsNobodyAsync(Answer start)
    {
        var answer = await browser.FollowAsync(start);
        if (answer.IsRedirect) return new(answer.Header("Location")!, null);

        var form = FormTarget().Match(answer.Text);
        FailUnless(answer.Status == 200 && form.Success, $"the OP refused the authorization request: {answer.Status}");
        var fields = Field().Matches(answer.Text).Select(field => KeyValuePair.Create(WebUtility.HtmlDecode(field.Groups[1].Value), WebUtility.HtmlDecode(field.Groups[2].Value)));
        return new(WebUtility.HtmlDecode(form.Groups[1].Value), Parameters.Write(fields));
    }

    /// <summary>Brings the OP's answer back.</summary>
    public Task<Answer> ReturnAsync(Returned returned) => returned.Form is { } form
        ? browser.PostAsync(returned.Address, form, ("Sec-Fetch-Site", "cross-site"), ("Origin", lane.Nats.Issuer))
        : browser.GetAsync(returned.Address);

    /// <summary>A login up to what the relying party makes of the OP's answer.</summary>
    public async Task<Answer> LogInAsync() => await ReturnAsync(await AtProviderAsync(await AskAsync()));

    /// <summary>A login that must end on the page, and what that shows.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SignInAsync()
    {
        var answer = await LogInAsync();
        var told = await ToldAsync(answer);
        FailUnless(told is not null, $"the login did not end on the page: {answer.Status}");
        FailUnless(told.GetValueOrDefault("OIDC_CLAIM_username") == Member, "the page does not know the member's claims");
        return told;
    }

    /// <summary>What the members' page shows; null where it is not shown.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> SeeAsync() => await ToldAsync(await browser.GetAsync(Page));

    /// <summary>What the page shows to which an answer leads; null where it is none of the site's own.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> ToldAsync(Answer answer)
    {
        for (var hops = 0; answer.IsRedirect && !IsAtProvider(answer.Location!) && hops < 5; hops++) answer = await browser.FollowAsync(answer);
        return answer.Status == 200 && answer.Header(Party.OfTheSite) is not null ? JsonSerializer.Deserialize<Dictionary<string, string>>(answer.Text) : null;
    }

    private bool IsAtProvider(Uri address) => address.Authority == new Uri(lane.Nats.Issuer).Authority;

    [GeneratedRegex("""<form method="post" action="([^"]*)">""")]
    private static partial Regex FormTarget();

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex Field();
}
