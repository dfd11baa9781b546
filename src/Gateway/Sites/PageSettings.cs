namespace Gateway.Sites;

/// <summary>What a refused member sees.</summary>
/// <param name="ErrorTemplate">The text of the template, which holds exactly two <c>%s</c>.</param>
internal sealed record PageSettings(UnauthorizedPage? Unauthorized, int UnauthorizedStatus, string? ErrorTemplate);
