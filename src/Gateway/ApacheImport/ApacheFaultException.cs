namespace Gateway.ApacheImport;

/// <summary>
/// The text is not what Apache would read, or more than is read here: what follows cannot be judged, so reading stops at the first. Never
/// leaves the room.
/// </summary>
internal sealed class ApacheFaultException(ApachePlace place, string fault) : Exception(place.Show(fault))
{
    public ApachePlace Place { get; } = place;

    public string Fault { get; } = fault;
}
