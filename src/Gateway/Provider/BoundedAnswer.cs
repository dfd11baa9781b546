namespace Gateway.Provider;

/// <summary>
/// Reads an answer of the OP whole while the time of its call runs, so that a drip of bytes or a body without end ends with the call. What
/// is longer than its call allows, or packed although nobody asked for that, is an outage.
/// </summary>
internal sealed class BoundedAnswer : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            if (response.Content.Headers.ContentEncoding.Any(static coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
                throw new ProviderUnavailableException("op_answer_packed", $"The OP's answer is packed ({string.Join(", ", response.Content.Headers.ContentEncoding)}), which nobody asked for.");

            await LoadAsync(response.Content, MostBytes(request), cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // The owner reads which limit it was.
    private static async Task LoadAsync(HttpContent content, int mostBytes, CancellationToken cancellation)
    {
        try
        {
            await content.LoadIntoBufferAsync(mostBytes, cancellation);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ProviderUnavailableException("op_answer_too_large", $"The OP's answer is larger than {mostBytes / 1024} KiB.", failure);
        }
    }

    private static int MostBytes(HttpRequestMessage request) =>
        request.Options.TryGetValue(ProviderPipeline.MostBytes, out var most) ? most : ProviderPipeline.UsualBytes;
}
