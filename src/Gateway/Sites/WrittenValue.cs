using System.Text.Json;

namespace Gateway.Sites;

/// <summary>A value as it stands in the file: its line, its JSON type, and its text for a message.</summary>
internal sealed record WrittenValue(int Line, JsonTokenType Type, string Text);
