using System.Text;
using Gateway.Pages;
using Gateway.Rules;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Gate;

/// <summary>
/// What a refused member gets: the site's own unauthorized page under the denial's status for a person, small JSON for a script
/// (ErrorDocument 401).
/// </summary>
internal sealed class Denial(ErrorPage errors, UpstreamPage upstreamPage)
{
    private const string ScriptError = "denied";
    private const string Message = "Your membership does not include this page";
    private const string Description = "You are signed in, but this part of the site asks for another kind of membership.";

    public Task WriteAsync(HttpContext context, Decision decision, string? member)
    {
        var site = SiteRequest.Of(context).Site;
        var (message, description) = decision.ForGood
            ? ("This page is closed", "Nobody may open this address.")
            : (Message, Description);
        var refusal = new Refusal(site.StatusOf(decision), decision.Reason!, message, description)   // a denial has one
        {
            ScriptError = ScriptError,
            Rule = decision.Rule.Directive,
            Member = member,
        };

        if (site.Pages.Unauthorized is not { } page || PageOrScript.IsScript(context.Request)) return errors.WriteAsync(context, refusal);
        return page.Kind switch
        {
            UnauthorizedKind.Redirect => RedirectAsync(context, refusal, page.Value),
            UnauthorizedKind.Text => TextAsync(context, refusal, page.Value),
            _ => FromUpstreamAsync(context, refusal, page.Value),
        };
    }

    private Task RedirectAsync(HttpContext context, Refusal refusal, string target)
    {
        errors.Record(context, refusal);
        OwnAnswer.Redirect(context.Response, target);
        return Task.CompletedTask;
    }

    private Task TextAsync(HttpContext context, Refusal refusal, string text)
    {
        errors.Record(context, refusal);
        OperatorAnswer(context.Response, refusal.Status);
        return SendAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(text));
    }

    private async Task FromUpstreamAsync(HttpContext context, Refusal refusal, string path)
    {
        if (await upstreamPage.FetchAsync(context, path, refusal) is not { } page)
        {
            await errors.WriteAsync(context, refusal);
            return;
        }

        errors.Record(context, refusal);
        OperatorAnswer(context.Response, refusal.Status);
        await SendAsync(context, page.ContentType, page.Body);
    }

    private static Task SendAsync(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return OwnAnswer.IsHead(context.Request) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    // The operator's page brings its own styles and pictures; only framing and storing stay forbidden.
    private static void OperatorAnswer(HttpResponse response, int status)
    {
        OwnAnswer.Mark(response);
        response.Headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        response.StatusCode = status;
    }
}
