using Microsoft.AspNetCore.StaticFiles;

namespace Gateway.Forwarding;

/// <summary>Which type a file has by its ending: as the system says (<c>/etc/mime.types</c>), then as the framework does.</summary>
internal sealed class ContentTypes
{
    private const string SystemFile = "/etc/mime.types";

    private readonly FileExtensionContentTypeProvider _types = new();

    public ContentTypes()
    {
        if (!File.Exists(SystemFile)) return;

        foreach (var line in File.ReadLines(SystemFile))
        {
            var words = line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            foreach (var ending in words.Skip(1)) _types.Mappings["." + ending] = words[0];
        }
    }

    public string Of(string path) => _types.TryGetContentType(path, out var type) ? type : "application/octet-stream";
}
