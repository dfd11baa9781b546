using System.Text.Json;
using Gateway.Demo.Nats;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Chaos.Judging;

/// <summary>One token call of a session; <see cref="Again"/>: its refresh token had been brought before.</summary>
internal sealed record TokenCall(DateTimeOffset At, bool IsLogin, bool IsGood, bool Again);

/// <summary>The token calls of one session, from its login on.</summary>
internal sealed record TokenChain(string Member, List<TokenCall> Calls)
{
    public DateTimeOffset Begun => Calls[0].At;
}

/// <summary>The OP's ledger, read by sessions: each answer names the refresh token that the next call brings.</summary>
internal static class TokenChains
{
    public static IReadOnlyList<TokenChain> Of(IEnumerable<LedgerCall> calls)
    {
        var chains = new List<TokenChain>();
        var holders = new Dictionary<string, TokenChain>(StringComparer.Ordinal);
        var brought = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in calls.Where(call => call.Endpoint == NatsEndpoint.Token))
        {
            var tokens = call.Status == 200 && call.Body is { } body ? JsonDocument.Parse(body).RootElement : default(JsonElement?);
            if (call.GrantType == "authorization_code")
            {
                if (tokens is not { } first) continue;
                chains.Add(new TokenChain(SubjectOf(first), [new TokenCall(call.At, true, true, false)]));
                Hold(first, chains[^1]);
            }
            else if (call.Form["refresh_token"] is { } token && holders.TryGetValue(token, out var chain))
            {
                chain.Calls.Add(new TokenCall(call.At, false, tokens is not null, !brought.Add(token)));
                if (tokens is { } next) Hold(next, chain);
            }
        }

        return chains;

        void Hold(JsonElement answer, TokenChain chain)
        {
            if (answer.TryGetProperty("refresh_token", out var token)) holders[token.GetString()!] = chain;
        }
    }

    private static string SubjectOf(JsonElement answer) =>
        JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(answer.GetProperty("id_token").GetString()!.Split('.')[1])).RootElement.GetProperty("sub").GetString()!;
}
