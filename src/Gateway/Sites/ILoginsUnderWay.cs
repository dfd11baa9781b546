namespace Gateway.Sites;

/// <summary>Tells with which generation a login began, so that it can end there whatever was reloaded meanwhile.</summary>
internal interface ILoginsUnderWay
{
    /// <summary>Whether this request, told by path and query as the browser sent them, ends a login that began with this very site.</summary>
    bool BeganWith(Site site, string rawPath, string rawQuery);
}
