using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Forgery;

/// <summary>Lies about where an answer is to be had, or how it is packed: from somewhere else, a careless client takes what the OP never said.</summary>
internal static class TransportLies
{
    public static readonly IReadOnlyList<Lie> All =
    [
        .. ((int[])[301, 302, 303, 307, 308]).Select(status => Redirect(NatsEndpoint.UserInfo, status)),
        Redirect(NatsEndpoint.Metadata, 302),
        Redirect(NatsEndpoint.Jwks, 302),
        Packed(NatsEndpoint.UserInfo),
        Packed(NatsEndpoint.Token),
        Packed(NatsEndpoint.Metadata),
        Packed(NatsEndpoint.Jwks),
    ];

    // The metadata endpoint answers whoever comes, so the forgery waits there.
    private static Lie Redirect(string endpoint, int status) =>
        new("A123", $"{status} from {endpoint} to elsewhere", "op_status", nats =>
        {
            nats.Switches.Of(endpoint).Redirect(nats.MetadataUrl + "?elsewhere", status, times: 1);
            nats.Switches.Metadata.Wire = (http, answer, stop) => http.Request.Query.ContainsKey("elsewhere")
                ? http.Response.WriteAsync(new JsonObject { [Forge.Prize] = Forge.PrizeValue }.ToJsonString(), stop)
                : http.Response.WriteAsync(answer.Body, stop);
        })
        {
            Status = StatusOf(endpoint),
            IsBelieved = belief => Of(belief, endpoint)?.Text(Forge.Prize) == Forge.PrizeValue,
        };

    private static Lie Packed(string endpoint) =>
        new("A120", $"{endpoint} packed, though nobody asked for it", "op_answer_packed", nats => nats.Switches.Of(endpoint).Wire = (http, answer, stop) =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            var body = answer.Body.StartsWith('{') ? answer.Body : """{"sub":"member-1001"}""";
            return http.Response.Body.WriteAsync(WireFaults.Pack(Encoding.UTF8.GetBytes(body.Insert(1, $"\"{Forge.Prize}\":\"{Forge.PrizeValue}\","))), stop).AsTask();
        })
        {
            Status = StatusOf(endpoint),
            IsBelieved = belief => Of(belief, endpoint)?.Text(Forge.Prize) == Forge.PrizeValue,
        };

    private static int StatusOf(string endpoint) => endpoint is NatsEndpoint.Metadata or NatsEndpoint.Jwks ? 503 : 502;

    private static Loose? Of(Belief belief, string endpoint) => endpoint switch
    {
        NatsEndpoint.Metadata => belief.Metadata,
        NatsEndpoint.Jwks => belief.Keys,
        NatsEndpoint.Token => belief.TokenResponse,
        _ => belief.UserInfo,
    };
}
