using Gateway.Sites;

namespace Gateway.Tests.Sabotage;

/// <summary>Every login is taken for one of the configuration in force.</summary>
internal sealed class NoLoginUnderWay : ILoginsUnderWay
{
    public bool BeganWith(Site site, string rawPath, string rawQuery) => false;
}
