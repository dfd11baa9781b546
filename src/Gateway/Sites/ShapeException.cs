namespace Gateway.Sites;

/// <summary>
/// The file is no JSON, or a value has the wrong JSON type: what follows cannot be judged, so reading stops at the first. Never
/// leaves <see cref="ConfigurationReader"/>.
/// </summary>
internal sealed class ShapeException(int line, string path, WrittenValue? written, string remedy) : Exception(remedy)
{
    public int Line { get; } = line;

    public string Path { get; } = path;

    public WrittenValue? Written { get; } = written;

    /// <summary>Where there is no setting yet to quote.</summary>
    public FaultQuote? Quote { get; init; }

    public string Remedy => Message;
}
