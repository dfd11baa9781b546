using System.Globalization;
using System.Text;
using Gateway.Tests.Conventions;

namespace Gateway.Tests.Conformance;

/// <summary>The page <c>deploy/conformance.md</c>: every module and how it ended at each, and why where it did not pass.</summary>
internal static class ConformanceTable
{
    /// <summary>With this in the environment, the page is written anew from what was seen.</summary>
    public const string Rewrite = "CONFORMANCE_WRITE";

    private const string Head = """
        # Conformance

        Gateway passes an equivalent of the OpenID Foundation's relying-party test plans that are about it: code flow, one client that the OP
        knows. It is an equivalent, written for this repository and run offline with its other tests; it is not the Foundation's suite,
        and nothing here is certified. Names are the Foundation's, so that you can compare; the plan *Ours* is an addition.

        How it is judged: an OP of the tests misbehaves in one way a module, a browser of the tests goes through the login or logout, and the OP's
        own ledger of calls decides, with the page that the member sees and what is left of the session. After a bad id token no userinfo call may come.

        How it is proven itself: every module is played at an Apache with Debian's mod_auth_openidc 2.4.12.3 too, which is
        certified software; at a careless relying party, where every module that asks for a refusal must fail; and at one that does nothing, where all must fail.

        *Skipped* is the suite's own word: what the module is about is not offered, or it was refused where refusing is allowed.

        This page is made by the tests and compared with what they see: `CONFORMANCE_WRITE=1 src/Gateway.Tests/test.sh` writes it anew.
        """;

    public static string Path => System.IO.Path.Combine(Sources.Root, "deploy", "conformance.md");

    public static string Of(IReadOnlyDictionary<Module, Verdict> gateway, IReadOnlyDictionary<Module, Verdict> apache)
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (var plan in Modules.All.GroupBy(module => module.Plan))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {plan.Key}\n\n| module | Gateway | Apache |\n|---|---|---|\n");
            foreach (var module in plan) text.Append(CultureInfo.InvariantCulture, $"| {module.Name} | {Word(gateway[module])} | {Word(apache[module])} |\n");
        }

        text.Append("\n## Why not passed\n\n| module | at | ended | why |\n|---|---|---|---|\n");
        foreach (var same in Expectations.All.GroupBy(one => (one.Module, one.Outcome, one.Why)))
            text.Append(CultureInfo.InvariantCulture, $"| {same.Key.Module} | {string.Join(", ", same.Select(one => one.Party))} | {Word(same.Key.Outcome)} | {same.Key.Why} |\n");
        return text.ToString();
    }

    private static string Word(Verdict verdict) => Word(verdict.Outcome);

    private static string Word(Outcome outcome) => outcome switch { Outcome.Passed => "passed", Outcome.Failed => "**failed**", _ => "skipped" };
}
