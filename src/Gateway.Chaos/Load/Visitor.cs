using Gateway.Chaos.Judging;
using Gateway.Chaos.Parts;
using Gateway.Demo.Nats;

namespace Gateway.Chaos.Load;

/// <summary>A member and his browser: asks, signs in as a person does, and writes down what he sees.</summary>
internal sealed class Visitor(Member member, Balancer balancer, Journal journal, SimulatedNats nats, Folder closable)
{
    private const int Hops = 6;

    private static readonly HttpClient AtProvider = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = 2000 }) { Timeout = TimeSpan.FromSeconds(20) };
    private static readonly Page Callback = new(SiteFile.Vanity, Rule.Everybody);

    private readonly Jar _site = new();
    private readonly Jar _provider = new();
    private readonly Uri _issuer = new(nats.Issuer);
    private int _busy;
    private int _signedIn;
    private long _signedInAt;
    private long _lastServedAt;

    public Member Member => member;

    public bool IsSignedIn => Volatile.Read(ref _signedIn) == 1;

    /// <summary>A logout of his has not worked yet, and will be made by him again, or by the Gateway that could not.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>The cookie of a session that he ended, and when: nobody may be let in by it.</summary>
    public (string Cookie, DateTimeOffset At)? Ended { get; private set; }

    /// <summary>The access token that a page showed last.</summary>
    public string? Token { get; private set; }

    /// <summary>Takes him for one deed; false while he is at another.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    public void LetGo() => Volatile.Write(ref _busy, 0);

    /// <summary>Loads a page, or has a script or a picture loaded; a login that is asked of a signed-in member is written down.</summary>
    public async Task<Outcome> AskAsync(Page page, bool byScript = false)
    {
        var (begun, signedIn, closed) = (Now, IsSignedIn, closable.IsClosed);
        var reply = await SendAsync(page.Path, _site.Line, byScript || !page.IsScript);
        var outcome = PageOracle.Judge(page, signedIn ? new Asker(member) : Asker.Nobody, closable.Agrees(closed), reply, _issuer);
        Write(begun, page.Path, outcome, reply);
        if (outcome == Outcome.Right && page.Rule != Rule.Everybody) Served(reply);
        if (outcome == Outcome.LoginAsked && signedIn && Interlocked.Exchange(ref _signedIn, 0) == 1)
            journal.SignedOut.Enqueue(new SignedOut(Now, member, At(_signedInAt), At(_lastServedAt)));
        return outcome;
    }

    /// <summary>Asks with these cookies and no others, as somebody who is not signed in.</summary>
    public async Task AskAsNobodyAsync(Page page, string cookies, DateTimeOffset? loggedOutAt = null)
    {
        var begun = Now;
        var reply = await SendAsync(page.Path, cookies, false);
        var outcome = PageOracle.Judge(page, Asker.Nobody, closable.IsClosed, reply, _issuer);
        Write(begun, page.Path, outcome, reply, loggedOutAt);
    }

    /// <summary>One try to sign in, up to the page; false where something is broken on the way.</summary>
    public async Task<bool> SignInAsync()
    {
        var start = await SendAsync(SitePages.Home.Path, _site.Line, false);
        for (var hops = 0; hops < Hops; hops++)
        {
            if (start.Status == 200) break;   // he is signed in after all
            if (start.Status != 302 || !start.Location!.StartsWith(nats.Issuer, StringComparison.Ordinal)) return false;
            if (await AnswerOfProviderAsync(new Uri(start.Location)) is not { } callback) return false;

            var begun = Now;
            var reply = await SendAsync(callback[SiteFile.Origin.Length..], _site.Line, false);
            Write(begun, Callback.Path, reply.Status switch { 302 => Outcome.Right, 0 or >= 500 => Outcome.Failed, _ => Outcome.Odd }, reply);
            if (reply.Status != 302) return false;
            if (reply.Location!.StartsWith(SiteFile.Origin, StringComparison.Ordinal)) break;
            start = reply;   // it started again
        }

        if (_site.Session is null) return false;
        Interlocked.Exchange(ref _signedInAt, Now.UtcTicks);
        Volatile.Write(ref _signedIn, 1);
        return await AskAsync(SitePages.Home) == Outcome.Right;
    }

    /// <summary>Asks for fresh tokens, as PHP's link does.</summary>
    public async Task RefreshAsync(string token)
    {
        var begun = Now;
        var reply = await SendAsync($"{SiteFile.Vanity}?refresh={Uri.EscapeDataString(SitePages.Home.Path)}&access_token={token}", _site.Line, false);
        var outcome = reply.Status switch
        {
            302 => reply.Location!.Contains("error_code=", StringComparison.Ordinal) ? Outcome.Refused : Outcome.Right,
            0 or >= 500 => Outcome.Failed,
            _ => Outcome.Odd,
        };
        Write(begun, "refresh", outcome, reply);
    }

    /// <summary>Signs out, here and at the OP; afterwards he is nobody, or was told that it did not work.</summary>
    public async Task LogOutAsync()
    {
        var (begun, cookie) = (Now, _site.Session);
        Volatile.Write(ref _signedIn, 0);
        var reply = await SendAsync($"{SiteFile.Vanity}?logout={Uri.EscapeDataString(SitePages.Front.Path)}", _site.Line, false);
        Write(begun, "logout", reply.Status switch { 302 => Outcome.Right, 0 or >= 500 => Outcome.Failed, _ => Outcome.Odd }, reply);
        IsLeaving = reply.Status != 302;
        if (!IsLeaving && cookie is not null) Ended = (cookie, Now);
        if (reply.Location?.StartsWith(nats.Issuer, StringComparison.Ordinal) == true) await AtProviderAsync(new HttpRequestMessage(HttpMethod.Get, reply.Location));
    }

    /// <summary>His page at this very node; what he got instead, or null.</summary>
    public async Task<string?> RollCallAsync(int node)
    {
        var (reply, _) = await balancer.SendAsync(node, address => Request(address, SitePages.Home.Path, _site.Line, false));
        return PageOracle.Judge(SitePages.Home, new Asker(member), closable.IsClosed, reply, _issuer) == Outcome.Right ? null : reply.Cause;
    }

    /// <summary>What this very node says to nobody who asks for the folder that reloads open and close.</summary>
    public static async Task<bool> IsAskedToSignInAsync(Balancer balancer, int node) =>
        (await balancer.SendAsync(node, address => Request(address, SitePages.Closable.Path, "", false))).Reply.Status == 302;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private void Served(Reply reply)
    {
        Interlocked.Exchange(ref _lastServedAt, Now.UtcTicks);
        if (Shown.Read(reply.Text)?.Token is { Length: > 0 } token) Token = token;
    }

    private void Write(DateTimeOffset begun, string asked, Outcome outcome, Reply reply, DateTimeOffset? loggedOutAt = null)
    {
        journal.Seen.Enqueue(new Seen(begun, Now, outcome, $"{member.Name} {asked}", reply.Cause));
        if (outcome == Outcome.Forbidden) journal.Trespasses.Enqueue(new Trespass(Now, $"{member.Name} {asked}{(loggedOutAt is null ? "" : " after his logout")}: {reply.Text[..Math.Min(80, reply.Text.Length)]}", loggedOutAt));
    }

    private async Task<Reply> SendAsync(string target, string cookies, bool byScript)
    {
        var (reply, lines) = await balancer.SendAsync(address => Request(address, target, cookies, byScript));
        _site.Keep(lines);
        return reply;
    }

    // With forged identity on every request: no page may ever show it.
    private static HttpRequestMessage Request(Uri node, string target, string cookies, bool byScript)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, target));
        request.Headers.Host = new Uri(SiteFile.Origin).Host;
        request.Headers.TryAddWithoutValidation("Accept", byScript ? "*/*;q=0.1" : "text/html,*/*;q=0.8");
        if (byScript) request.Headers.TryAddWithoutValidation("X-Requested-With", "XMLHttpRequest");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        request.Headers.TryAddWithoutValidation("OIDC_CLAIM_trial", "0");
        request.Headers.TryAddWithoutValidation("Remote-User", "somebody-else");
        if (cookies.Length > 0) request.Headers.TryAddWithoutValidation("Cookie", cookies);
        return request;
    }

    /// <summary>From the authorization request to the address that leads back; null while the OP is away.</summary>
    private async Task<string?> AnswerOfProviderAsync(Uri authorization)
    {
        if (await AtProviderAsync(new HttpRequestMessage(HttpMethod.Get, authorization)) is not { } asked) return null;
        if (asked.Status == 303) return asked.Location;

        var form = new FormUrlEncodedContent([KeyValuePair.Create("request", authorization.Query), KeyValuePair.Create("member", member.Name)]);
        return (await AtProviderAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(authorization, NatsEndpoint.LoginPath)) { Content = form }))?.Location;
    }

    private async Task<Reply?> AtProviderAsync(HttpRequestMessage request)
    {
        using var _ = request;
        if (_provider.Line is { Length: > 0 } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);
        try
        {
            using var answer = await AtProvider.SendAsync(request);
            if (answer.Headers.TryGetValues("Set-Cookie", out var lines)) _provider.Keep(lines);
            return new Reply((int)answer.StatusCode, "", answer.Headers.Location?.OriginalString);
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
