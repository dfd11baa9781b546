using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Demo.Nats;

/// <summary>
/// Who calls the token and revocation endpoints, by what was agreed on alone; as a rule client_secret_basic, both parts form-urlencoded
/// (RFC 6749 2.3.1).
/// </summary>
internal sealed class ClientAuthentication(NatsClients clients)
{
    private static readonly SearchValues<char> FormEncoded =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~*!()'+%");

    /// <summary>The client, or the answer that refuses it.</summary>
    public NatsClient? Find(NatsRequest request, out NatsAnswer? refusal)
    {
        var client = Find(request, out string fault);
        refusal = client is not null
            ? null
            : NatsAnswer.Error("invalid_client", fault, 401).With("WWW-Authenticate", "Basic realm=\"NATS\"");
        return client;
    }

    private NatsClient? Find(NatsRequest request, out string fault)
    {
        fault = "";
        if (request.Authorization is null && ByForm(request.Form) is { } known) return known;
        if (request.Form["client_secret"] is not null) return Refuse(out fault, "The secret belongs into the Authorization header.");
        if (request.Authorization?.Split(' ', 2) is not [var scheme, var credentials]
            || !scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return Refuse(out fault, "HTTP Basic is missing.");

        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length)) return Refuse(out fault, "The credentials are not base64.");
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        if (text.Split(':', 2) is not [var id, var secret]) return Refuse(out fault, "The colon is missing.");
        if (id.AsSpan().ContainsAnyExcept(FormEncoded) || secret.AsSpan().ContainsAnyExcept(FormEncoded))
            return Refuse(out fault, "Client id and secret must be form-urlencoded.");

        var client = clients.Find(WebUtility.UrlDecode(id));
        if (client is null || !Same(client.Secret, WebUtility.UrlDecode(secret))) return Refuse(out fault, "Client id or secret is wrong.");
        if (client.Authentication != "client_secret_basic") return Refuse(out fault, $"{client.Authentication} was agreed on.");
        if (request.Form["client_id"] is { } named && named != client.Id) return Refuse(out fault, "client_id names another client.");

        return client;
    }

    private NatsClient? ByForm(Parameters form) => clients.Find(form["client_id"] ?? ClientAssertion.Subject(form["client_assertion"])) is not { } client ? null : client.Authentication switch
    {
        "client_secret_post" when form["client_secret"] is { } secret && Same(client.Secret, secret) => client,
        "client_secret_jwt" when form["client_secret"] is null && ClientAssertion.IsSigned(form, client.Secret) => client,
        "none" when form["client_secret"] is null && form["client_assertion"] is null => client,
        _ => null,
    };

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static NatsClient? Refuse(out string fault, string why)
    {
        fault = why;
        return null;
    }
}
