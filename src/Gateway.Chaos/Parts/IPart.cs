namespace Gateway.Chaos.Parts;

/// <summary>One of those that can fail: ended at once, ended in order, made silent, and brought back where it was.</summary>
internal interface IPart : IAsyncDisposable
{
    string Name { get; }

    Task StartAsync();

    /// <summary>As by a power cut.</summary>
    Task KillAsync();

    /// <summary>As an operator ends it.</summary>
    Task StopAsync();

    /// <summary>It keeps its connections and answers nothing.</summary>
    Task FreezeAsync();

    Task ThawAsync();
}
