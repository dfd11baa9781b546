using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>Asks until it is so, where processes are real, and so is their time, and no event tells when.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(Func<Task<bool>> question, string what, TimeSpan? limit = null) => TrueAsync(question, () => what, limit);

    /// <param name="what">What was waited for in vain, and what is known of it by then.</param>
    public static async Task TrueAsync(Func<Task<bool>> question, Func<string> what, TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? Patience.Limit, TimeProvider.System);
        while (!await question())
        {
            if (deadline.IsCancellationRequested) Assert.Fail("waited in vain: " + what());
            await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
