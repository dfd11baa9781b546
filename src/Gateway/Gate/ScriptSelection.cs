using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Gate;

/// <summary>On a FastCGI site, the step before the gate: which file is meant, so that its own rule is asked as well.</summary>
internal sealed class ScriptSelection : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = SiteRequest.Of(context);
        if (request.Folder.Upstream is FastCgiUpstream php) context.Features.Set(SiteFile.Find(php.Application, request.Path, request.Site.PathEncoding));
        return next(context);
    }
}
