using Gateway.Claims;

namespace Gateway.Identity;

/// <summary>Identity variables by their exact names, as the module put them into the environment of a script.</summary>
internal static class ExactVariables
{
    public static List<KeyValuePair<string, string>> Of(List<KeyValuePair<string, string>> variables)
    {
        var exact = new List<KeyValuePair<string, string>>(variables.Count + 2);
        foreach (var (name, text) in variables) exact.Add(new(name, HeaderBytes.Of(text)));

        var user = exact[^1].Value;   // REMOTE_USER comes last
        exact.Add(new("AUTH_TYPE", "openid-connect"));
        exact.Add(new("PHP_AUTH_USER", user));
        return exact;
    }
}
