using System.Globalization;
using Gateway.Tests.Conventions;

namespace Gateway.Tests.Harness;

/// <summary>A file of <c>deploy/upstream</c> with the names of a test in the place of an owner's; nothing else of it is changed.</summary>
internal static class UpstreamFile
{
    private static readonly string Folder = Path.Combine(Sources.Root, "deploy", "upstream");

    public static string Read(string name, PhpArea area, int port, string? socket = null) => File.ReadAllText(Path.Combine(Folder, name))
        .Replace("127.0.0.1:8081", "127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("members.example.com", "a.example", StringComparison.Ordinal)
        .Replace("/var/www/site", area.Root, StringComparison.Ordinal)
        .Replace("/run/php/php8.2-fpm.sock", socket, StringComparison.Ordinal);
}
