namespace Gateway.Demo.Area;

/// <summary>A members area as a site owner has it, here in C# instead of PHP: what the Gateway stands in front of.</summary>
internal sealed class SampleMembersArea : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SampleMembersArea(WebApplication app) => _app = app;

    /// <summary>Where the Gateway finds it: `http://127.0.0.1:8082`.</summary>
    public Uri Address => new(LoopbackServer.AddressOf(_app));

    /// <summary>On this port of 127.0.0.1, or on any free one when it is 0. The switches of NATS are where "upgrade" leads.</summary>
    public static async Task<SampleMembersArea> StartAsync(int port, Uri switches) => new(
        await LoopbackServer.StartAsync(port, "the sample members area", app =>
        {
            app.MapGet("/", Page(_ => MemberPages.Start(switches)));
            app.MapGet("/members/", Page(headers => MemberPages.Members(ReceivedIdentity.Of(headers))));
            app.MapGet("/members/full/", Page(headers => MemberPages.Full(ReceivedIdentity.Of(headers))));
            app.MapGet("/members/unauth.php", Page(_ => MemberPages.Refused(switches)));
            app.MapGet("/members/headers.php", http => SendAsync(http, HeadersPage.Of(http.Request.Headers, http.Request.Query["error_code"])));
            app.MapGet("/members/vanity.php", http => http.Response.WriteAsync("", http.RequestAborted));   // the empty file of a NATS site
            app.MapFallback(Page(_ => AreaPage.Of("No such page", Markup.Of($"<p>Try the links above.</p>")), 404));
        }));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static RequestDelegate Page(Func<IHeaderDictionary, Markup> page, int status = 200) => http =>
        SendAsync(http, page(http.Request.Headers), status);

    private static Task SendAsync(HttpContext http, Markup page, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = Look.Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";

        // As PHP does with a session: else the back button shows the member's page after the logout.
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(page.Html, http.RequestAborted);
    }
}
