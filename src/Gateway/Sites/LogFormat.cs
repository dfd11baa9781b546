namespace Gateway.Sites;

/// <summary>How the log's lines look.</summary>
internal enum LogFormat
{
    Text,
    Json,
}
