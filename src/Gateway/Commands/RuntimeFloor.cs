using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Commands;

/// <summary>The oldest .NET that Gateway serves on. Below it are known holes in what stands between strangers and the rules.</summary>
internal static class RuntimeFloor
{
    // 10.0.7 ended CVE-2026-40372 (sealed texts that anybody could forge). CVE-2025-55315 (a request smuggled in another's chunks) ended with 10.0.0,
    // but not in its previews, which call themselves 10.0.0 too.
    private static readonly Version Least = new(10, 0, 7);

    /// <summary>What this process runs on: of .NET and its web server, which may be installed apart, the older one.</summary>
    public static Version Here => Version.TryParse(WebServer.Split('+', '-')[0], out var server) && server < Environment.Version ? server : Environment.Version;

    private static string WebServer => typeof(KestrelServerOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Why nothing is served on this version; null where it is.</summary>
    public static string? FaultOf(Version runtime) => runtime >= Least
        ? null
        : $".NET {runtime} has holes that everybody can read about (CVE-2025-55315, CVE-2026-40372): Gateway does not serve on it. Install .NET {Least} or newer; a single file brings its own, so take a newer one.";
}
