using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>The catalogue: every lie by its row and name.</summary>
internal static class Lies
{
    public static readonly IReadOnlyList<Lie> All = [.. TokenResponseLies.All, .. SignatureLies.All, .. ClaimLies.All, .. FormLies.All, .. UserInfoLies.All, .. MetadataLies.All, .. TransportLies.All];

    /// <summary>The lies of a row, for a theory.</summary>
    public static TheoryData<string> Of(string row) => [.. All.Where(lie => lie.Row == row).Select(lie => lie.ToString())];

    public static Lie Named(string text) => All.Single(lie => lie.ToString() == text);
}
