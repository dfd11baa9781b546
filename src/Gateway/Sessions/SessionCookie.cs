namespace Gateway.Sessions;

/// <summary>
/// The one cookie that a signed-in browser holds: its name, and how it is read and written. As a rule it ends with the browser; the session's
/// life is the store's affair.
/// </summary>
internal sealed record SessionCookie(string Name, bool Secure, SameSiteMode SameSite, CookieReach Reach)
{
    private const int MostCandidates = 4;

    public static SessionCookie For(string name, bool https, SameSiteMode sameSite, CookieReach reach) =>
        new(CookieName.On(https, name, reach), https, sameSite, reach);

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

    public void Set(HttpResponse response, SessionId id) => SetCookieLine.Write(response, Name, id.Text, Secure, SameSite, Reach);

    public void Clear(HttpResponse response) => SetCookieLine.Write(response, Name, "", Secure, SameSite, Reach with { Life = TimeSpan.Zero });
}
