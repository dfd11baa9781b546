using Gateway.FastCgi;
using Gateway.Pages;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.Forwarding;

/// <summary>
/// Everything of a FastCGI site that is no script: files by the framework, with ranges and conditions; folders with their slash; and the
/// pages that say what is not there.
/// </summary>
internal sealed class StaticFiles(ContentTypes types, CachePrivacy privacy, ErrorPage errors) : IMiddleware
{
    private static readonly Refusal NoFile = new(StatusCodes.Status404NotFound, "no_such_file", "This page does not exist",
        "The address may be misspelt, or the page has moved.");

    private static readonly Refusal NoScriptHere = new(StatusCodes.Status403Forbidden, "no_scripts_here", "This page is closed",
        "Nothing runs in this folder.");

    private static readonly Refusal OnlyRead = new(StatusCodes.Status405MethodNotAllowed, "file_method", "This request cannot be served",
        "A file can be read, and nothing else.");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<SiteFile>()?.Found is not { } found) return next(context);

        return found.Kind switch
        {
            MappedKind.Script => next(context),
            MappedKind.File => SendAsync(context, found),
            MappedKind.Folder => AddSlash(context),
            MappedKind.NoScript => errors.WriteAsync(context, NoScriptHere),
            _ => errors.WriteAsync(context, NoFile),
        };
    }

    private Task SendAsync(HttpContext context, MappedFile found)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return errors.WriteAsync(context, OnlyRead with { Member = context.Features.Get<RequestMember>()?.Live?.Session.User });
        }

        // The time of the last change as HTTP has it: whole seconds.
        var file = new FileInfo(found.LocalFile);
        if (!file.Exists) return errors.WriteAsync(context, NoFile);
        var changed = new DateTimeOffset(file.LastWriteTimeUtc.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var tag = new EntityTagHeaderValue($"\"{changed.ToUnixTimeSeconds():x}-{file.Length:x}\"");

        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (context.Features.Get<RequestMember>() is not null) privacy.Apply(context, SiteRequest.Of(context).Site);
        return TypedResults.PhysicalFile(file.FullName, types.Of(found.Name), fileDownloadName: null, changed, tag, enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static Task AddSlash(HttpContext context)
    {
        var request = SiteRequest.Of(context);
        OwnAnswer.Mark(context.Response);
        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = request.Path.Encoded + "/" + (request.RawQuery is null ? "" : "?" + request.RawQuery);
        return Task.CompletedTask;
    }
}
