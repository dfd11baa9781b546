using System.Globalization;
using System.Net;
using Gateway.Claims;
using Gateway.FastCgi;
using Gateway.Pages;
using Gateway.Rules;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Gate;

/// <summary>
/// The unauthorized page of a FastCGI site, of its script or its file. The script sees what an ErrorDocument of Apache sees: the address
/// of the refused request, and <c>REDIRECT_…</c>.
/// </summary>
internal sealed class ScriptPage(FastCgiHandler handler)
{
    public async Task<HttpResponseMessage> AskAsync(
        HttpContext context, FastCgiApplication application, string target, Refusal refusal, HttpRequestMessage request, CancellationToken cancellation)
    {
        var encoding = SiteRequest.Of(context).Site.PathEncoding;
        if (!CanonicalPath.TryParse(target.Split('?')[0], encoding, out var path, out _) || path is null) return new HttpResponseMessage(HttpStatusCode.NotFound);

        var file = SiteFile.Find(application, path, encoding);
        if (file.Found.Kind == MappedKind.File) return new HttpResponseMessage { Content = new StreamContent(File.OpenRead(file.Found.LocalFile)) };
        if (file.Found.Kind != MappedKind.Script) return new HttpResponseMessage(HttpStatusCode.NotFound);

        request.Options.Set(CgiRequest.Key, Tell(context, file, target, refusal));
        using var client = new HttpMessageInvoker(handler, disposeHandler: false);
        for (var number = 0; ; number++)
        {
            request.RequestUri = FastCgiApplication.Destination(number);
            try
            {
                return await client.SendAsync(request, cancellation);
            }
            catch (FastCgiException away) when (away.Failure == FastCgiFailure.NotReached && number + 1 < application.Addresses.Count)
            {
                // The others are as good.
            }
        }
    }

    private static CgiRequest Tell(HttpContext context, SiteFile file, string target, Refusal refusal)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? target[(mark + 1)..] : "";
        return ScriptRequest.Of(context, file, query, RefusedRequest.Variables(context, refusal), []);
    }
}
