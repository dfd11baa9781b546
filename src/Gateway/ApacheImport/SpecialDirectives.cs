using System.Security.Cryptography;
using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>Directives whose words mean something else in our settings. Each says by its answer whether it was taken over.</summary>
internal sealed class SpecialDirectives(VirtualHost host, Draft draft, Draft file, Findings findings)
{
    private const string Command = "exec:";

    private readonly ProviderImport _provider = new(host, draft, findings);
    private readonly CookieImport _cookie = new(host, draft, findings);

    public bool Apply(DirectiveRow row, ApacheDirective directive, string comment) => _provider.Apply(row, directive, comment) ?? row.Name switch
    {
        "OIDCRedirectURI" => Redirect(directive, comment),
        "OIDCCryptoPassphrase" => Passphrase(directive, comment),
        "OIDCResponseType" => Only(directive, row),
        "OIDCSessionType" => _cookie.SessionType(row, directive, comment),
        "OIDCCookieDomain" => _cookie.Domain(row, directive, comment),
        "OIDCCookiePath" => _cookie.Path(row, directive, comment),
        "OIDCResponseMode" => ResponseMode(directive, comment),
        "OIDCPKCEMethod" => Pkce(directive, comment),
        "OIDCUserInfoRefreshInterval" => UserInfoInterval(directive, comment),
        "OIDCRefreshAccessTokenBeforeExpiry" => Refresh(directive, comment),
        "OIDCSessionMaxDuration" => MaxDuration(directive, comment),
        "OIDCCookieSameSite" => SameSite(directive, comment),
        "OIDCRedirectURLsAllowed" => ReturnUrls(directive, comment),
        "OIDCDefaultLoggedOutURL" => LandingPage(directive, comment),
        "OIDCPassClaimsAs" => PassClaims(directive, comment),
        "OIDCPassIDTokenAs" => Forms("Identity.PassIdTokenAs", directive, comment, "Claims", "Payload", "Serialized"),
        "OIDCPassUserInfoAs" => Forms("Identity.PassUserInfoAs", directive, comment, "Claims", "Json", "Jwt"),
        "OIDCInfoHook" => Info(directive, comment),
        "OIDCUnAutzAction" => Unauthorized(directive, comment),
        "OIDCHTMLErrorTemplate" => Template(directive, comment),
        "OIDCXForwardedHeaders" => new BalancerImport(host, file, findings).Apply(directive),
        "OIDCTraceParent" => TraceParent(directive, comment),
        "OIDCMetricsPublish" => Metrics(directive, comment),
        _ => new RedisImport(host, file, findings).Apply(directive, comment),
    };

    public bool Secret(string setting, ApacheDirective directive, string comment)
    {
        var secret = directive.FirstWord;
        var kind = setting.EndsWith("Secret", StringComparison.Ordinal) ? "nats-secret" : "passphrase";
        if (!secret.StartsWith(Command, StringComparison.Ordinal))
        {
            draft.Set(setting, draft.Keep(kind, secret), comment);
            return true;
        }

        draft.Set(setting, draft.Keep(kind, Random()), comment);
        findings.NeedsDecision(directive, $"names a command, which is not run. Put what it prints into the file {draft.Name}-{kind}.");
        return false;
    }

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private bool Redirect(ApacheDirective directive, string comment)
    {
        draft.SetText("RedirectUri", directive.FirstWord, comment);
        return true;
    }

    // Each site's keys are its own, so a passphrase that Apache had is as good as a new one.
    private bool Passphrase(ApacheDirective directive, string comment)
    {
        var words = directive.Words;
        if (words.Count != 2 || words[0].StartsWith(Command, StringComparison.Ordinal)) return Secret("Passphrase", directive, comment);

        draft.Set("Passphrase", $"[ {draft.Keep("passphrase", words[0])}, {draft.Keep("old-passphrase", words[1])} ]", comment);
        return true;
    }

    private bool Only(ApacheDirective directive, DirectiveRow row)
    {
        if (directive.FirstWord == "code") findings.Ignored(directive, "says what holds anyway.");
        else findings.Ignored(directive, $"{row.Remark}: {directive.FirstWord} is left out.");
        return false;
    }

    private bool Pkce(ApacheDirective directive, string comment)
    {
        var isOn = directive.FirstWord is "S256" or "plain";
        if (directive.FirstWord == "plain") findings.ChangedMeaning(directive, "S256 is used, never plain.");
        draft.Set("Login.Pkce", isOn ? "true" : "false", comment);
        return true;
    }

    private bool UserInfoInterval(ApacheDirective directive, string comment)
    {
        if (!int.TryParse(directive.FirstWord, out var seconds)) throw directive.Fault("is no number of seconds.");

        draft.Set("Tokens.UserInfoRefreshInterval", Draft.Quoted($"{Math.Max(0, seconds)}s"), comment);
        if (directive.Words.Count > 1) findings.ChangedMeaning(directive, $"{directive.Words[1]} is left out: an outage keeps the claims for ProviderOutageGrace, and signs nobody out.");
        return true;
    }

    // Never, in the module, is at the token's end here: a token that has run out opens nothing at the OP.
    private bool Refresh(ApacheDirective directive, string comment)
    {
        if (!int.TryParse(directive.FirstWord, out var seconds)) throw directive.Fault("is no number of seconds.");

        draft.Set("Tokens.RefreshBeforeExpiry", Draft.Quoted($"{Math.Max(0, seconds)}s"), comment);
        draft.SetText("Tokens.OnRefreshRefused", directive.Words.Contains("logout_on_error") ? "Logout" : "Keep", comment);
        if (directive.Words.Contains("logout_on_error"))
            findings.ChangedMeaning(directive, "only a refusal signs out; where NATS cannot be reached the member stays for ProviderOutageGrace.");
        return true;
    }

    private bool MaxDuration(ApacheDirective directive, string comment)
    {
        if (!int.TryParse(directive.FirstWord, out var seconds)) throw directive.Fault("is no number of seconds.");
        if (seconds == 0) findings.NeedsDecision(directive, "0 means the end of the id token, which is not known here: 8 hours are taken. Write what is meant into Session.MaxDuration.");

        draft.Set("Session.MaxDuration", Draft.Quoted($"{(seconds == 0 ? 28800 : seconds)}s"), comment);
        return true;
    }

    private bool SameSite(ApacheDirective directive, string comment)
    {
        var word = directive.FirstWord.ToUpperInvariant() switch { "ON" or "LAX" => "Lax", "STRICT" => "Strict", _ => host.IsHttps ? "None" : "Lax" };
        draft.SetText("Session.Cookie.SameSite", word, comment);
        return true;
    }

    private bool ReturnUrls(ApacheDirective directive, string comment)
    {
        var good = new List<string>();
        foreach (var pattern in directive.Words)
        {
            if (ReturnUrlPattern.TryParse(pattern, out _, out var warning, out var fault))
            {
                good.Add(pattern);
                if (warning is not null) findings.ChangedMeaning(directive, $"{warning}.");
            }
            else
            {
                findings.NeedsDecision(directive, $"{fault}. It is left out.");
            }
        }

        draft.Set("ReturnUrls", Draft.List(good), comment);
        return true;
    }

    private bool LandingPage(ApacheDirective directive, string comment)
    {
        draft.SetText("Logout.LandingPage", directive.FirstWord, comment);
        return true;
    }

    // Behind Apache or nginx only a header reaches PHP, and the lines that gateway upstream-config makes turn it into a variable.
    private bool PassClaims(ApacheDirective directive, string comment)
    {
        var word = directive.FirstWord.ToLowerInvariant();
        if (word == "environment") findings.ChangedMeaning(directive, "claims travel as headers to the web server behind Gateway, which makes variables of them.");
        draft.SetText("Identity.PassClaimsAs", word switch { "none" => "None", "headers" => "Headers", _ => "Both" }, comment);
        draft.SetText("Identity.Encoding", directive.Words.Count < 2 ? "Utf8" : directive.Words[1] switch { "latin1" => "Latin1", "base64url" => "Base64Url", _ => "Utf8" }, comment);
        return true;
    }

    private bool Forms(string setting, ApacheDirective directive, string comment, params string[] known)
    {
        var words = directive.Words.Where(word => word != "off").ToList();
        foreach (var word in words.Where(word => !known.Contains(word, StringComparer.OrdinalIgnoreCase)).ToList())
        {
            findings.NeedsDecision(directive, $"{word} is left out: known are {string.Join(", ", known)}.");
            words.Remove(word);
        }

        draft.Set(setting, Draft.List(words.Select(word => known.First(one => one.Equals(word, StringComparison.OrdinalIgnoreCase))).Distinct()), comment);
        return true;
    }

    private bool ResponseMode(ApacheDirective directive, string comment)
    {
        if (directive.FirstWord is not ("query" or "form_post"))
        {
            findings.Ignored(directive, $"{directive.FirstWord} belongs to flows that are not built.");
            return false;
        }

        draft.SetText("Login.ResponseMode", directive.FirstWord, comment);
        return true;
    }

    private bool Info(ApacheDirective directive, string comment)
    {
        var words = directive.Words.Distinct().ToList();
        if (words.Remove("refresh_token")) findings.ChangedMeaning(directive, "refresh_token is left out: with it a script in a page could stay signed in for ever.");
        if (words.Contains("session") || words.Contains("id_token")) findings.ChangedMeaning(directive, "session carries no token, and id_token the claims only.");
        draft.Set("Info", Draft.List(words), comment);
        return true;
    }

    private bool Unauthorized(ApacheDirective directive, string comment)
    {
        var words = directive.Words;
        if (words[0] == "auth")
        {
            findings.NeedsDecision(directive, "a new login for more scopes is not built: members who are refused see the page for that.");
            return false;
        }

        if (words.Count > 1 && words[1].Length > 0) draft.SetText("Pages.Unauthorized", words[1], comment);
        return true;
    }

    private bool Template(ApacheDirective directive, string comment)
    {
        var path = directive.FirstWord;
        var places = File.Exists(path) && new FileInfo(path).Length is > 0 and < 1024 * 1024 ? File.ReadAllText(path).Split("%s").Length - 1 : -1;
        if (places != 2)
        {
            findings.NeedsDecision(directive, places < 0 ? $"{path} cannot be read here. Write it into Pages.ErrorTemplate where it can." : $"{path} holds {places} times %s, and two are needed. The built-in page is shown.");
            return false;
        }

        draft.SetText("Pages.ErrorTemplate", path, comment);
        return true;
    }

    private bool TraceParent(ApacheDirective directive, string comment)
    {
        draft.SetText("TraceParent", directive.FirstWord switch { "off" => "Off", "generate" => "Generate", "propagate" => "Propagate", _ => throw directive.Fault("is none of off, generate and propagate.") }, comment);
        return true;
    }

    private bool Metrics(ApacheDirective directive, string comment)
    {
        if (!file.Has("Operations")) file.SetText("Operations", "http://127.0.0.1:9464", comment);
        findings.ChangedMeaning(directive, "metrics are at /metrics of Operations, a port of its own that no visitor reaches, and under names of our own.");
        return true;
    }
}
