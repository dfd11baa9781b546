using Gateway.Tests.Forgery;

namespace Gateway.Tests.Conformance;

/// <summary>Who is signed in at the careless relying party: the OP's tokens as they came; null for somebody who got in by an error.</summary>
internal sealed class CarelessSession(Lane lane)
{
    public Lane Lane => lane;

    public Loose? Tokens { get; set; }

    /// <summary>The claims of the id token, of userinfo, and of whatever source userinfo names.</summary>
    public async Task<Dictionary<string, string>> ToldAsync()
    {
        var told = new Dictionary<string, string>();
        if (Tokens is not { } tokens) return told;

        var userInfo = await CarelessCalls.UserInfoAsync(lane, tokens.Text("access_token")!);
        told["OIDC_access_token"] = tokens.Text("access_token")!;
        foreach (var claims in (Loose?[])[Loose.Part(tokens.Text("id_token"), 1), userInfo, await CarelessCalls.SourceAsync(userInfo)])
            foreach (var claim in claims?.Json?.EnumerateObject().ToList() ?? []) told["OIDC_CLAIM_" + claim.Name] = claim.Value.ToString();
        return told;
    }
}
