using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// A browser with a cookie jar that follows one redirect at a time. The site's origins lead to the Gateway under test whatever their host
/// is, by plain http or by a <see cref="TlsWire"/>; targets go out byte for byte as they are written.
/// </summary>
internal sealed class Browser(Uri gateway, SimulatedNats nats, string origin, TlsWire? tls = null)
{
    private static readonly HttpClient Wire = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,   // a trace that a test beside listens to is not sent by a browser
        MaxConnectionsPerServer = 1000,
        MaxResponseHeadersLength = 120,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    }) { Timeout = Timeout.InfiniteTimeSpan };   // how long a test waits depends on the test

    /// <summary>Host → name → value.</summary>
    private ConcurrentDictionary<string, ConcurrentDictionary<string, string>> _jars = new();

    /// <summary>The site's cookies; a test may take, change and plant them.</summary>
    public ConcurrentDictionary<string, string> Cookies => Jar(new Uri(origin));

    /// <summary>One more OP, which is no site of ours either.</summary>
    public Uri? OtherProvider { get; init; }

    /// <summary>The value of the session cookie, or null.</summary>
    public string? SessionCookie => Cookies.GetValueOrDefault("__Host-gateway") ?? Cookies.GetValueOrDefault("gateway");

    /// <summary>The value of the one cookie of logins under way, or null.</summary>
    public string? BindingCookie => Cookies.GetValueOrDefault("__Host-gateway-login") ?? Cookies.GetValueOrDefault("gateway-login");

    /// <summary>The same browser, jar and all, when a balancer sends it to another node.</summary>
    public Browser At(GatewayHost node) => At(node.Address);

    public Browser At(Uri node) => new(node, nats, origin) { _jars = _jars };

    /// <summary>The answer to a page load: one request, no redirect followed.</summary>
    public Task<Answer> GetAsync(string target, params (string Name, string Value)[] headers) => SendAsync("GET", target, null, headers);

    /// <summary>The answer to a script's call.</summary>
    public Task<Answer> ScriptAsync(string target) => SendAsync("GET", target, null, ("X-Requested-With", "XMLHttpRequest"));

    public Task<Answer> PostAsync(string target, string form, params (string Name, string Value)[] headers) =>
        SendAsync("POST", target, new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"), headers);

    /// <summary>
    /// One request. <paramref name="target"/> is a path on the site's origin, or an absolute URL of any. A header given with an empty name
    /// is left out; <c>Accept</c> and <c>Cookie</c> are a browser's unless they are given.
    /// </summary>
    public async Task<Answer> SendAsync(string method, string target, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var address = target.StartsWith('/') ? new Uri(origin + target, Raw) : new Uri(target, Raw);
        var ours = IsOurs(address);
        var wire = ours ? new Uri(gateway.GetLeftPart(UriPartial.Authority) + PathAndQuery(target), Raw) : address;
        using var request = new HttpRequestMessage(new HttpMethod(method), wire) { Content = content };
        if (ours) tls?.Address(request, address, PathAndQuery(target));
        if (ours) request.Headers.Host = address.IsDefaultPort ? address.Host : address.Authority;
        if (!headers.Any(header => header.Name.Equals("Accept", StringComparison.OrdinalIgnoreCase))) request.Headers.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        foreach (var (name, value) in headers.Where(header => header.Name.Length > 0))
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        if (!request.Headers.Contains("Cookie") && CookieLine(address) is { Length: > 0 } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);

        using var response = await AnsweredAsync(ours && tls is not null ? tls.Client : Wire, request);
        var answer = await Answer.ReadAsync(address, response);
        foreach (var line in answer.SetCookies) Keep(address, line);
        return answer;
    }

    /// <summary>Goes on where an answer points to.</summary>
    public Task<Answer> FollowAsync(Answer answer) => GetAsync(answer.Location!.OriginalString.Contains("://", StringComparison.Ordinal) ? answer.Location!.OriginalString : answer.Location!.ToString());

    /// <summary>Loads a page and follows redirects until there is none.</summary>
    public async Task<Answer> OpenAsync(string target)
    {
        var answer = await GetAsync(target);
        for (var hops = 0; answer.IsRedirect && hops < 12; hops++) answer = await FollowAsync(answer);
        return answer;
    }

    /// <summary>Signs in by opening a members' page, and ends on it.</summary>
    public async Task<Answer> SignInAsync(string member, string page = "/members/")
    {
        var callback = await ReachCallbackAsync(member, page);
        var answer = await GetAsync(callback);
        Assert.True(answer.IsRedirect, $"the callback answered {answer.Status}: {answer.Text}");
        return await FollowAsync(answer);
    }

    /// <summary>Starts a login and goes to the OP and back, up to the callback URL, which is returned and not opened.</summary>
    public async Task<string> ReachCallbackAsync(string member, string page = "/members/")
    {
        var start = await GetAsync(page);
        Assert.Equal(302, start.Status);
        return await AnswerOfProviderAsync(start, member);
    }

    /// <summary>From the redirect to the OP to the callback URL.</summary>
    public async Task<string> AnswerOfProviderAsync(Answer start, string member)
    {
        nats.Switches.AutoLogin = member;
        var answer = await FollowAsync(start);
        while (answer.IsRedirect && !IsOurs(answer.Location!)) answer = await FollowAsync(answer);
        Assert.True(answer.IsRedirect, $"the OP answered {answer.Status}: {answer.Text}");
        return answer.Header("Location")!;
    }

    private async Task<HttpResponseMessage> AnsweredAsync(HttpClient client, HttpRequestMessage request)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience.Limit);
        try
        {
            return await client.SendAsync(request, deadline.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.Method} {request.RequestUri} was not answered. {(nats.Clock as WatchedClock)?.Pending}");
        }
    }

    private static readonly UriCreationOptions Raw = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static string PathAndQuery(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || target.StartsWith('/')) return target;
        var path = target.IndexOfAny(['/', '?'], scheme + 3);
        return path < 0 ? "/" : target[path] == '?' ? "/" + target[path..] : target[path..];
    }

    private bool IsOurs(Uri address) => address.Authority != new Uri(nats.Issuer).Authority && address.Authority != OtherProvider?.Authority;

    private ConcurrentDictionary<string, string> Jar(Uri address) => _jars.GetOrAdd(address.Host, _ => new());

    // A cookie of a domain lies in a jar whose name begins with a dot.
    private string CookieLine(Uri address) => string.Join("; ", _jars.Where(jar => jar.Key == address.Host || (jar.Key[0] == '.' && ("." + address.Host).EndsWith(jar.Key, StringComparison.Ordinal)))
        .SelectMany(jar => jar.Value).Select(cookie => $"{cookie.Key}={cookie.Value}"));

    private void Keep(Uri address, string line)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return;   // no cookie

        var (name, value) = (parts[0][..equals], parts[0][(equals + 1)..]);
        var ended = parts.Any(part => part.StartsWith("Max-Age=", StringComparison.OrdinalIgnoreCase) && long.Parse(part[8..], CultureInfo.InvariantCulture) <= 0)
            || parts.Any(part => part.StartsWith("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase));
        var domain = parts.FirstOrDefault(part => part.StartsWith("Domain=", StringComparison.OrdinalIgnoreCase));
        var jar = domain is null ? Jar(address) : _jars.GetOrAdd("." + domain[7..], _ => new());
        if (ended) jar.TryRemove(name, out _);
        else jar[name] = value;
    }
}
