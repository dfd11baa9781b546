namespace Gateway.Sessions;

/// <summary>
/// The one cookie that a signed-in browser holds: its name, and how it is read and written. It ends with the browser; the session's
/// life is the store's affair.
/// </summary>
internal sealed record SessionCookie(string Name, bool Secure, SameSiteMode SameSite)
{
    private const int MostCandidates = 4;

    public static SessionCookie For(string name, bool https, SameSiteMode sameSite) =>
        new(CookieName.On(https, name), https, sameSite);

    /// <summary>
    /// Every id that the browser sent under our name, in order: a neighbouring site may have put one of its own before ours. What is
    /// not exactly an id is no reason to ask the store.
    /// </summary>
    public IReadOnlyList<SessionId> Candidates(HttpRequest request)
    {
        List<SessionId>? found = null;
        foreach (var value in CookieHeader.Values(request.Headers.Cookie, Name))
        {
            if (!SessionId.TryParse(value, out var id) || found?.Contains(id) is true) continue;

            (found ??= []).Add(id);
            if (found.Count == MostCandidates) break;
        }

        return found ?? (IReadOnlyList<SessionId>)[];
    }

    public void Set(HttpResponse response, SessionId id) => SetCookieLine.Write(response, Name, id.Text, Secure, SameSite);

    public void Clear(HttpResponse response) => SetCookieLine.Clear(response, Name, Secure, SameSite);
}
