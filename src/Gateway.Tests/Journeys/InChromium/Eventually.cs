using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>Polling with a deadline, where real time must pass and no event tells when.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    public static async Task TrueAsync(Func<Task<bool>> question)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience.Limit;
        while (!await question())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end, $"It did not become true within {Patience.Limit.TotalSeconds} seconds.");
            await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
