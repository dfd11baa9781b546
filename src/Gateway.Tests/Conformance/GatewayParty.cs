using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Conformance;

/// <summary>Gateway, one site a lane, before a members area that shows what it was told.</summary>
internal sealed partial class GatewayParty : Party
{
    private readonly GatewayHost _gateway;
    private readonly WatchedClock _clock;

    private GatewayParty(GatewayHost gateway, WatchedClock clock) => (_gateway, _clock) = (gateway, clock);

    public override string Name => "Gateway";

    public static Task<IReadOnlyDictionary<Module, Verdict>> PlayAsync()
    {
        var clock = new WatchedClock(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
        return Modules.PlayAsync(clock, async lanes =>
        {
            var gateway = await GatewayHost.StartAsync(file: file => AddSites(file, lanes));
            foreach (var page in (string[])[Visitor.Page, Visitor.Landing]) gateway.Area.Answers[page] = TellAsync;
            return new GatewayParty(gateway, clock);
        });
    }

    public override Browser NewBrowser(Lane lane) => new(_gateway.Address, lane.Nats, lane.Origin);

    // However often, it is less than a call to an OP may take: other lanes have theirs under way by the same clock.
    public override Task<IReadOnlyDictionary<string, string>?> SeeWhenDueAsync(Trial trial, Visitor visitor)
    {
        var interval = TimeSpan.FromSeconds(1);
        _clock.Advance(interval);
        _gateway.Clock.Advance(interval);
        return visitor.SeeAsync();
    }

    /// <summary>Every refusal is a page with an error status, kept nowhere, and a reference number that finds one line of the log.</summary>
    public override string? FaultOfRefusal(Answer page)
    {
        if (page.Status < 400) return $"refused with status {page.Status}";
        if (page.Header("Cache-Control") != "no-store" || page.Header("X-Frame-Options") != "DENY") return "the refusal may be stored or framed";

        var reference = Reference().Match(page.Text).Groups[1].Value;
        var lines = _gateway.Log.All.Where(line => reference.Length > 0 && line.Text.Contains(reference, StringComparison.Ordinal)).ToList();
        return lines.Count == 1 && lines[0].Text.Contains($", {page.Status})", StringComparison.Ordinal) ? null : $"{lines.Count} lines for the reference \"{reference}\"";
    }

    public override ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private static void AddSites(JsonObject file, IReadOnlyList<Lane> lanes)
    {
        foreach (var lane in lanes)
        {
            var site = file["Sites"]!["a"]!.DeepClone().AsObject();
            site["Origins"] = new JsonArray(lane.Origin);
            site["Provider"]!["MetadataUrl"] = lane.Nats.MetadataUrl.ToString();
            if (!lane.Setup.IsSigned) Some.PlainUserInfo(site);
            site["Login"] = new JsonObject { ["ResponseMode"] = lane.Setup.IsByForm ? "form_post" : "query" };
            site["Logout"] = new JsonObject { ["BackChannel"] = true, ["FrontChannel"] = true };
            lane.Setup.Site(site);
            file["Sites"]![lane.Key] = site;
        }
    }

    private static Task TellAsync(HttpContext context)
    {
        context.Response.Headers[OfTheSite] = "told";
        var told = context.Request.Headers.Where(header => header.Key.StartsWith("OIDC_", StringComparison.Ordinal)).ToDictionary(header => header.Key, header => header.Value.ToString());
        return context.Response.WriteAsync(JsonSerializer.Serialize(told));
    }

    [GeneratedRegex("<code>([2-9A-Z]{10})</code>")]
    private static partial Regex Reference();
}
