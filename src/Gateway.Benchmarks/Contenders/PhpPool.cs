using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Gateway.Benchmarks.Contenders;

/// <summary>A php-fpm with one page of 1 kB: nginx and Gateway ask the same workers over the same socket.</summary>
internal sealed class PhpPool : IAsyncDisposable
{
    public const string MembersPage = "/members/1k.php";

    private readonly Child _process;
    private readonly string _folder;

    private PhpPool(Child process, string folder) => (_process, _folder) = (process, folder);

    public string Socket => _folder + "/php.sock";

    public string Root => _folder + "/area";

    public static async Task<PhpPool> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-php-").FullName;
        Directory.CreateDirectory(folder + "/area/members");
        await File.WriteAllTextAsync(folder + "/area" + MembersPage, "<?php echo str_repeat('x', 1024);");
        var arguments = PhpFpm.Write(folder, $"listen = {folder}/php.sock", "listen.mode = 0600");
        var process = await Child.StartAsync("php-fpm", arguments, new UnixDomainSocketEndPoint(folder + "/php.sock"));
        return new PhpPool(process, folder);
    }

    /// <summary>As gateway.json has it.</summary>
    public JsonObject ForGateway() => new() { ["FastCgi"] = "unix:" + Socket, [nameof(Root)] = Root };

    /// <summary>As nginx has it in a <c>location</c>.</summary>
    public string ForNginx() => $"include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME {Root}$uri; fastcgi_pass unix:{Socket};";

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
