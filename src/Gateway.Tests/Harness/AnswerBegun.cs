using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Harness;

/// <summary>Tells when the head of the OP's answer at this path has come in, so that a test moves the clock while the body is under way.</summary>
internal sealed class AnswerBegun(string path)
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _begun.Task;

    public void Watch(IServiceCollection services) => BackChannel.Change(builder => builder.AdditionalHandlers.Add(new Watcher(this)))(services);

    private void Note(string answered)
    {
        if (answered == path) _begun.TrySetResult();
    }

    private sealed class Watcher(AnswerBegun begun) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            begun.Note(request.RequestUri!.AbsolutePath);
            return response;
        }
    }
}
