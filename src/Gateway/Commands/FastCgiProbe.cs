using Gateway.FastCgi;

namespace Gateway.Commands;

/// <summary>Knocks at php-fpm: is somebody there, and are we let in?</summary>
internal static class FastCgiProbe
{
    public static async Task<IReadOnlyList<OnlineFinding>> AskAsync(FastCgiApplication application, TimeProvider clock, CancellationToken cancellation)
    {
        var findings = new List<OnlineFinding>();
        foreach (var address in application.Addresses)
        {
            try
            {
                using var socket = await address.ConnectAsync(clock, cancellation);
                findings.Add(OnlineFinding.Good("answer", $"{address.Text} takes connections"));
            }
            catch (FastCgiException failure)
            {
                findings.Add(OnlineFinding.Fault("answer", $"{failure.Message}.", "Start php-fpm, or compare Upstream.FastCgi with listen of its pool."));
            }
        }

        return findings;
    }
}
