using System.Text.Json;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// What stands behind one path: a requirement, the long form, or a list of these for different methods. What rules mean, and which of
/// them clash, <see cref="RuleTable"/> judges.
/// </summary>
internal static class PathRuleSection
{
    private const string PassRemedy =
        "is not known here. Write { \"Require\": \"all granted\", \"Identity\": \"IfSignedIn\" }: "
        + "anybody may see the page, and it learns who is signed in.";

    private static readonly Requirement Denied =
        Requirement.TryParse("all denied", out var denied, out var fault) && denied is not null
            ? denied
            : throw new InvalidOperationException(fault);

    public static IEnumerable<PathRule> Read(string pattern, JsonElement written, Setting at)
    {
        if (written.ValueKind != JsonValueKind.Array)
        {
            return [ReadOne(pattern, written, at)];
        }

        if (written.GetArrayLength() == 0)
        {
            at.Refuse(null, "an empty list of rules. Write one, such as \"all denied\".");
        }

        return written.EnumerateArray().Select((rule, index) => ReadOne(pattern, rule, at[index])).ToList();
    }

    private static PathRule ReadOne(string pattern, JsonElement written, Setting at)
    {
        if (written.ValueKind != JsonValueKind.Object)
        {
            return new PathRule { Pattern = pattern, Requirement = Judged(RequirementSection.Read(written, at), at) };
        }

        var options = at.Known(Typed(written, at), ConfigurationJson.Default.PathRuleOptions);
        var requirement = RequirementSection.ReadOneOf(
            at,
            ("Require", options.Require),
            ("RequireAny", options.RequireAny),
            ("RequireAll", options.RequireAll),
            ("RequireNone", options.RequireNone));
        return new PathRule
        {
            Pattern = pattern,
            Requirement = Judged(requirement, at),
            Methods = options.Methods is null ? null : at["Methods"].Each(options.Methods).Select(method => method.Text).ToList(),
            Unauthenticated = UnauthenticatedAnswer(options.Unauthenticated, at["Unauthenticated"]),
            Login = LoginTo(options.Login, at["Login"]),
            IdentityIfSignedIn = ShowsIdentity(options.Identity, at["Identity"]) && requirement is not null,
        };
    }

    // What is at fault denies, so that the table of rules can still be judged as a whole.
    private static Requirement Judged(Requirement? requirement, Setting at)
    {
        foreach (var warning in requirement?.Warnings ?? [])
        {
            at.WarnBecause(null, warning);
        }

        return requirement ?? Denied;
    }

    private static PathRuleOptions? Typed(JsonElement written, Setting at)
    {
        try
        {
            return written.Deserialize(ConfigurationJson.Default.PathRuleOptions);
        }
        catch (JsonException wrong)
        {
            var name = SettingPath.FromSerializer(wrong.Path).Split('[')[0];
            throw (name.Length == 0 ? at : at[name]).Shape(wrong.Message);
        }
    }

    private static Unauthenticated UnauthenticatedAnswer(string? written, Setting at)
    {
        if (written is not null && written.Equals("pass", StringComparison.OrdinalIgnoreCase))
        {
            at.Refuse(written, PassRemedy);
            return Unauthenticated.Auto;
        }

        return at.Choice(
            written,
            ("Auto", Unauthenticated.Auto),
            ("Login", Unauthenticated.Login),
            ("401", Unauthenticated.Status401),
            ("407", Unauthenticated.Status407),
            ("410", Unauthenticated.Status410));
    }

    private static LoginExtras? LoginTo(PathLoginOptions? written, Setting at)
    {
        if (written is null)
        {
            return null;
        }

        var options = at.Known(written, ConfigurationJson.Default.PathLoginOptions);
        return new LoginExtras(LoginSection.Scopes(options.Scope, at["Scope"]), ParameterSection.Login.Read(options.Parameters, at["Parameters"]));
    }

    private static bool ShowsIdentity(string? written, Setting at)
    {
        if (at.Text(written) is not { } text)
        {
            return false;
        }

        if (text != "IfSignedIn")
        {
            at.Refuse(text, "is not known here. Write IfSignedIn, or leave it out.");
        }

        return text == "IfSignedIn";
    }
}
