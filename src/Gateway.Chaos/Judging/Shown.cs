namespace Gateway.Chaos.Judging;

/// <summary>What a page of the site says about itself: which it is, and for whom it ran.</summary>
internal sealed record Shown(string Path, string User, string Trial, string Token)
{
    /// <summary>Null for anything else, half a page included.</summary>
    public static Shown? Read(string text) =>
        text.Split('|') is ["chaos", var path, var user, var trial, var token, "end"] ? new Shown(path, user, trial, token) : null;
}
