using System.Globalization;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Chaos.Parts;

/// <summary>A real php-fpm with a pool of its own.</summary>
internal sealed class PhpPool : ServerPart
{
    private PhpPool(IReadOnlyList<string> arguments, string address, int port) : base("php-fpm", "php-fpm", arguments, port) => Address = address;

    /// <summary>As <c>FastCgi</c> has it in gateway.json.</summary>
    public string Address { get; }

    public static PhpPool In(string folder, int port)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        return new PhpPool(PhpFpm.Write(folder, "listen = " + address, "clear_env = yes"), address, port);
    }
}
