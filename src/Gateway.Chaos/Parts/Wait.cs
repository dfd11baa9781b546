namespace Gateway.Chaos.Parts;

/// <summary>Waiting for what is real. Ends as soon as it comes, so a busy machine may take its time.</summary>
internal static class Wait
{
    // Sentinel does nothing for 30 s when the machine has stalled.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(1) };

    public static Task ForAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);

    /// <summary>Whether a good answer comes from there.</summary>
    public static async Task<bool> AnswersAsync(Uri address)
    {
        try
        {
            using var answer = await Client.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException("Waited in vain until " + what + ".");
            await ForAsync(TimeSpan.FromMilliseconds(200));
        }
    }
}
