using System.Globalization;

namespace Gateway.Chaos.Parts;

/// <summary>A real php-fpm with a pool of its own.</summary>
internal sealed class PhpPool : ServerPart
{
    private PhpPool(string[] arguments, int port) : base("php-fpm", "php-fpm", arguments, port) => Address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    /// <summary>As <c>FastCgi</c> has it in gateway.json.</summary>
    public string Address { get; }

    public static PhpPool In(string folder, int port)
    {
        var (file, root) = (Path.Combine(folder, "pool.conf"), Environment.IsPrivilegedProcess);
        File.WriteAllLines(file,
        [
            "[global]", "daemonize = no", "error_log = /proc/self/fd/2",
            "[chaos]", string.Create(CultureInfo.InvariantCulture, $"listen = 127.0.0.1:{port}"), "pm = static", "pm.max_children = 8", "clear_env = yes",
            .. root ? ["user = root", "group = root"] : Array.Empty<string>(),
        ]);
        return new PhpPool(["-n", "-F", .. root ? ["-R"] : Array.Empty<string>(), "-y", file, "-p", folder], port);
    }
}
