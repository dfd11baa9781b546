namespace Gateway.Benchmarks.Contenders;

/// <summary>How a php-fpm of ours is started: eight workers, without the machine's own settings.</summary>
internal static class PhpFpm
{
    /// <summary>Writes the pool's file into the folder; the arguments that start it.</summary>
    public static IReadOnlyList<string> Write(string folder, params ReadOnlySpan<string> pool)
    {
        var (file, isRoot) = (Path.Combine(folder, "pool.conf"), Environment.IsPrivilegedProcess);
        File.WriteAllLines(file,
        [
            "[global]", "daemonize = no", "error_log = /proc/self/fd/2",
            "[pool]", .. pool, "pm = static", "pm.max_children = 8",
            .. isRoot ? ["user = root", "group = root"] : Array.Empty<string>(),
        ]);
        return ["-n", "-F", .. isRoot ? ["-R"] : Array.Empty<string>(), "-y", file, "-p", folder];
    }
}
