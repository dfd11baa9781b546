using Gateway.Tests.Harness;

namespace Gateway.Tests.Differential;

/// <summary>One variable that PHP got otherwise, or not at all, from one of the two servers; null: not at all. <c>Php</c>: how it runs behind Gateway.</summary>
internal sealed record Difference(string Site, PhpKind Php, string Member, string Request, string Variable, string? Module, string? Gateway)
{
    public override string ToString() => $"{Site} / {Php} / {Member} / {Request}: {Variable} is {Shown(Module)} under the module, {Shown(Gateway)} under Gateway";

    private static string Shown(string? value) => value is null ? "absent" : $"\"{(value.Length > 120 ? $"{value[..120]}… ({value.Length})" : value)}\"";
}
