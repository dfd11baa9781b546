using System.Net;
using Gateway.Rules;

namespace Gateway.Commands;

/// <summary>Asks the web server behind us for its first page, as a browser of the site would: does it answer at all?</summary>
internal sealed class UpstreamProbe(IHttpClientFactory clients, Uri upstream, Origin origin, TimeProvider clock)
{
    public const string Client = "online-upstream";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<OnlineFinding>> AskAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(upstream, "/"));
        request.Headers.Host = origin.Authority;
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", origin.Scheme);
        try
        {
            using var answer = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return [Judge(answer.StatusCode)];
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return [OnlineFinding.Fault("answer", "It does not answer within 5 s.", "Look at the web server's own log; its first page may hang.")];
        }
        catch (HttpRequestException failure)
        {
            return [OnlineFinding.Fault("answer", $"It cannot be reached ({failure.HttpRequestError}).", "Start the web server, or compare Upstream with the address that it listens on.")];
        }
    }

    private static OnlineFinding Judge(HttpStatusCode status) => (int)status switch
    {
        >= 500 => OnlineFinding.Note("answer", $"Its first page answers {(int)status}.", "Look at the web server's own log."),
        _ => OnlineFinding.Good("answer", $"its first page answers {(int)status}"),
    };
}
