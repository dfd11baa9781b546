using Gateway.FastCgi;
using Gateway.Pages;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

/// <summary>The page for a request that the upstream gave no answer to, or none that could be passed on.</summary>
internal static class UpstreamFailure
{
    private static readonly Refusal NotReached = new(StatusCodes.Status502BadGateway, "upstream_unreachable", "The site does not answer",
        "The server behind this page could not be reached. Please try again in a moment.") { IsAlarm = true, Link = ("Try again", "") };

    private static readonly Refusal TooSlow = new(StatusCodes.Status504GatewayTimeout, "upstream_timeout", "The site takes too long",
        "The server behind this page did not answer in time. Please try again in a moment.") { IsAlarm = true, Link = ("Try again", "") };

    private static readonly Refusal Busy = new(StatusCodes.Status503ServiceUnavailable, "upstream_busy", "The site is very busy",
        "More visitors are here than the site can serve at once. This page tries again by itself.") { IsAlarm = true, RetryAfter = TimeSpan.FromSeconds(5) };

    private static readonly Refusal NoAnswer = new(StatusCodes.Status502BadGateway, "upstream_answer", "The site does not answer",
        "What the server behind this page said could not be understood. Please try again in a moment.") { IsAlarm = true, Link = ("Try again", "") };

    public static Task AnswerAsync(HttpContext context, ErrorPage errors)
    {
        if (context.GetForwarderErrorFeature() is not { } failure || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return Task.CompletedTask;
        if (IsAnswered(context, failure)) return Task.CompletedTask;

        var fastCgi = FastCgiException.Find(failure.Exception);
        var unfit = UnfitAnswerException.Find(failure.Exception);
        var refusal = fastCgi?.Failure switch
        {
            FastCgiFailure.Busy => Busy,
            FastCgiFailure.Closed or FastCgiFailure.Malformed => NoAnswer,
            FastCgiFailure.TooLarge => UploadRefusals.TooLarge,
            FastCgiFailure.LengthRequired => UploadRefusals.NoLength,
            _ when unfit is not null => NoAnswer,
            _ when failure.Error == ForwarderError.RequestBodyClient => UploadRefusals.Of(context.Response.StatusCode),
            _ when failure.Error == ForwarderError.RequestTimedOut || IsSilence(failure) || failure.Exception is FirstByteTimeoutException => TooSlow,
            _ => NotReached,
        };
        return errors.WriteAsync(context, refusal with { Detail = fastCgi?.Message ?? unfit?.Message ?? failure.Error.ToString() });
    }

    // Headers and then nothing for longer than Timeouts.Idle: they have not gone out either.
    private static bool IsSilence(IForwarderErrorFeature failure) =>
        failure is { Error: ForwarderError.ResponseBodyDestination, Exception: OperationCanceledException or AggregateException { InnerException: OperationCanceledException } };

    // An application may answer without reading an upload to its end: the answer counts, only the upload failed.
    private static bool IsAnswered(HttpContext context, IForwarderErrorFeature failure) =>
        failure.Error is ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
        && context.Features.Get<AnswerTransform.Passed>() is not null;
}
