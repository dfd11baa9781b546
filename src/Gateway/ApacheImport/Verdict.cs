using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>
/// What <see cref="Access"/> comes to, as one value of <c>Paths</c>. Where Apache would let in somebody by what cannot be judged here, nobody
/// is let in, and that is reported.
/// </summary>
internal sealed class Verdict
{
    private readonly Findings _findings;
    private readonly Access _access;
    private readonly string _pattern;

    private Verdict(Access access, string pattern, Findings findings) => (_access, _pattern, _findings) = (access, pattern, findings);

    /// <summary>The JSON of the rule, or of a list of rules for different methods.</summary>
    public static string Json(Access access, string pattern, Findings findings)
    {
        var verdict = new Verdict(access, pattern, findings);
        var rules = access.Bounds.Where(one => one.Key.Length > 0)
            .Select(one => (Rule: verdict.Judge(one.Value.Comes), one.Key))
            .GroupBy(one => one.Rule.Key)
            .Select(alike => alike.First().Rule with { Methods = [.. alike.Select(one => one.Key)] });
        var all = verdict.Judge(access.Bounds[""].Comes);
        var written = rules.Where(rule => rule.Key != all.Key).Prepend(all).Select(rule => rule.Json).ToList();
        return written.Count == 1 ? written[0] : $"[ {string.Join(", ", written)} ]";
    }

    private Rule Judge(Demand demand)
    {
        if (_access.IsClosed) return new Rule(Demand.Denied);   // said where it was closed
        if (_access.Host is { } host)
        {
            if (host.Granted is null) return Refuse("addresses decide there (Order, Allow, Deny)");
            if (host.Granted == true && host.IsAny) return new Rule(Demand.Granted);
            if (host.Granted == false && !host.IsAny) return new Rule(Demand.Denied);
            if (host.Granted == false && !_access.HasDemand) return new Rule(Demand.Denied);
        }

        if (_access.LacksDemand) return RefuseWithout("Require");

        var requirement = demand.Requirement;
        if (requirement.Evaluate(null) != Grant.NeedsUser) return new Rule(demand);
        if (_access.AuthType is null) return RefuseWithout("AuthType");
        if (!IsOurs(_access.AuthType)) return Refuse($"AuthType {_access.AuthType} is not Gateway's to ask for");

        return Unauthenticated(demand, requirement) with { Login = Login() };
    }

    private static bool IsOurs(string type) =>
        type.Equals("openid-connect", StringComparison.OrdinalIgnoreCase) || type.Equals("auth-openidc", StringComparison.OrdinalIgnoreCase);

    private Rule Unauthenticated(Demand demand, Requirement requirement)
    {
        if (_access.UnAuth is not { } action) return new Rule(demand);

        var word = action.FirstWord.ToLowerInvariant();
        var condition = action.Words.Count > 1 ? action.Words[1] : null;
        if (word == "pass" && condition is null)
        {
            if (demand.Json == Demand.ValidUser.Json) return new Rule(Demand.Granted) { IfSignedIn = true };
            return Refuse($"OIDCUnAuthAction pass lets everybody pass the rule {requirement}");
        }

        if (condition is null && word is "401" or "407" or "410") return new Rule(demand) { Unauthenticated = word };
        if (word == "auth" && condition is not null) return new Rule(demand) { Unauthenticated = "Login" };
        if (condition is not null)
            _findings.ChangedMeaning(action, "scripts are told by their headers and get 401, pages go to the login, whatever the condition says.");
        return new Rule(demand);
    }

    private string? Login()
    {
        var members = new List<string>();
        if (_access.PathScope is { } scope) members.Add($"\"Scope\": {Draft.Quoted(string.Join(' ', scope.Words))}");
        if (_access.PathParameters is { } parameters) members.Add($"\"Parameters\": {ParameterText.Json(parameters, Sites.ParameterSection.Login, _findings)}");
        return members.Count == 0 ? null : $"{{ {string.Join(", ", members)} }}";
    }

    private Rule RefuseWithout(string what)
    {
        _findings.Add(FindingKind.ChangedMeaning, _pattern, $"denied: no {what} applies there, and Apache answers 500.");
        return new Rule(Demand.Denied);
    }

    private Rule Refuse(string why)
    {
        var at = _access.Places.Count > 0 ? $" ({ApachePlace.Listed(_access.Places)})" : "";
        _findings.Add(FindingKind.NeedsDecision, _pattern, $"denied: {why}{at}. Write in Paths who may come in.");
        return new Rule(Demand.Denied);
    }

    private sealed record Rule(Demand Demand)
    {
        public IReadOnlyList<string>? Methods { get; init; }

        public string? Unauthenticated { get; init; }

        public bool IfSignedIn { get; init; }

        public string? Login { get; init; }

        public string Key => Demand.Json + Unauthenticated + IfSignedIn + Login;

        public string Json
        {
            get
            {
                var members = new List<string> { Demand.Member };
                if (Methods is not null) members.Add($"\"Methods\": [ {string.Join(", ", Methods.Select(method => $"\"{method}\""))} ]");
                if (Unauthenticated is not null) members.Add($"\"Unauthenticated\": \"{Unauthenticated}\"");
                if (Login is not null && !IfSignedIn) members.Add($"\"Login\": {Login}");
                if (IfSignedIn) members.Add("\"Identity\": \"IfSignedIn\"");
                return members.Count == 1 ? Demand.Json : $"{{ {string.Join(", ", members)} }}";
            }
        }
    }
}
