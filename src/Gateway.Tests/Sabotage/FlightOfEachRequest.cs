using Gateway.Freshness;
using Gateway.Sessions;

namespace Gateway.Tests.Sabotage;

/// <summary>Nobody joins anybody's flight: each request looks after its session alone.</summary>
internal sealed class FlightOfEachRequest : SessionFlights
{
    public override (Task<LiveSession?> Task, bool Leads) Join(LiveSession live, Func<Task<LiveSession?>> work) => (Task.Run(work), true);
}
