using System.Net;
using System.Text;

namespace Gateway.Benchmarks.Roles;

/// <summary>The members area of the benchmark: answers of fixed sizes, as cheap as they can be had, in a process of its own.</summary>
internal static class Upstream
{
    /// <summary>The last part of a path → the bytes that it answers.</summary>
    public static readonly IReadOnlyDictionary<string, int> Sizes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["1k"] = 1024, ["100k"] = 100 * 1024, ["1m"] = 1024 * 1024, ["16m"] = 16 * 1024 * 1024,
    };

    /// <summary>Answers the access token that came along: a page needs it to ask for fresh tokens.</summary>
    public const string TokenPath = "/members/token";

    public static WebApplication Build(int port)
    {
        var app = Bare.Server(port, http2: 0, _ => { });
        var bodies = Sizes.ToDictionary(size => "/" + size.Key, size => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(new string('x', size.Value)), StringComparer.Ordinal);
        app.Run(context =>
        {
            var path = context.Request.Path.Value!;
            if (path == TokenPath) return context.Response.WriteAsync(context.Request.Headers["OIDC_access_token"].ToString());

            var body = bodies.GetValueOrDefault(path[path.LastIndexOf('/')..]);
            context.Response.ContentType = "text/html";
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body).AsTask();
        });
        return app;
    }
}
