using System.Collections.Concurrent;
using System.Text.Json;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Conformance;

/// <summary>
/// A relying party that goes through everything and checks nothing: it believes every token, ends sessions on every logout that the OP sends,
/// fetches claims from anywhere, and takes an error for a login. Each module that asks for a refusal must fail at it, or its switch is broken.
/// </summary>
internal sealed class CarelessParty : Party
{
    private const string Cookie = "careless";

    private readonly FakeMembersArea _server;
    private readonly Dictionary<string, Lane> _lanes;
    private readonly ConcurrentDictionary<string, CarelessSession> _sessions = new();

    private CarelessParty(FakeMembersArea server, IReadOnlyList<Lane> lanes)
    {
        _server = server;
        _lanes = lanes.ToDictionary(lane => lane.Host);
        server.Streams[Visitor.Page] = ShowAsync;
        server.Streams[GatewayHost.Vanity] = AnswerAsync;
        server.Streams[Visitor.Landing] = context => TellAsync(context, new());
    }

    public override string Name => "a careless one";

    public static Task<IReadOnlyDictionary<Module, Verdict>> PlayAsync() =>
        Modules.PlayAsync(TimeProvider.System, async lanes => new CarelessParty(await FakeMembersArea.StartAsync(), lanes));

    public override Browser NewBrowser(Lane lane) => new(_server.Address, lane.Nats, lane.Origin);

    public override ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ShowAsync(HttpContext context)
    {
        if (SessionOf(context) is not { } session) context.Response.Redirect(await CarelessCalls.AuthorizationRequestAsync(LaneOf(context)));
        else await TellAsync(context, await session.ToldAsync());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (lane, query) = (LaneOf(context), context.Request.Query);
        if (query["logout"] is [{ } logout]) await LogOutAsync(context, lane, logout);
        else if (query["refresh"] is [{ } page]) await RefreshAsync(context, lane, page);
        else if (query["iss"] is [not null] && query["target_link_uri"] is [not null]) context.Response.Redirect(await CarelessCalls.AuthorizationRequestAsync(lane));
        else await LogInAsync(context, lane, context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["code"] : query["code"]);
    }

    // Without a code it is an error, and he is let in as nobody.
    private async Task LogInAsync(HttpContext context, Lane lane, string? code)
    {
        var id = Guid.NewGuid().ToString("N");
        _sessions[id] = new CarelessSession(lane) { Tokens = code is null ? null : await CarelessCalls.RedeemAsync(lane, code) };
        context.Response.Headers.SetCookie = $"{Cookie}={id}; Path=/";
        context.Response.Redirect(Visitor.Page);
    }

    private async Task RefreshAsync(HttpContext context, Lane lane, string page)
    {
        if (SessionOf(context) is { Tokens: { } tokens } session) session.Tokens = await CarelessCalls.RefreshAsync(lane, tokens.Text("refresh_token")!);
        context.Response.Redirect(page);
    }

    private async Task LogOutAsync(HttpContext context, Lane lane, string logout)
    {
        if (logout is "backchannel" or "get")
        {
            foreach (var (id, session) in _sessions) if (session.Lane == lane) _sessions.TryRemove(id, out _);
            context.Response.Headers.CacheControl = "no-store";
            return;
        }

        var idToken = SessionOf(context)?.Tokens?.Text("id_token");
        if (context.Request.Cookies[Cookie] is { } own) _sessions.TryRemove(own, out _);
        var metadata = await CarelessCalls.MetadataAsync(lane);
        context.Response.Redirect(CarelessCalls.With(metadata.Text("end_session_endpoint")!, [new("id_token_hint", idToken ?? ""), new("post_logout_redirect_uri", logout)]));
    }

    private static Task TellAsync(HttpContext context, Dictionary<string, string> told)
    {
        context.Response.Headers[OfTheSite] = "told";
        return context.Response.WriteAsync(JsonSerializer.Serialize(told));
    }

    private Lane LaneOf(HttpContext context) => _lanes[context.Request.Host.Host];

    private CarelessSession? SessionOf(HttpContext context) => context.Request.Cookies[Cookie] is { } id ? _sessions.GetValueOrDefault(id) : null;
}
