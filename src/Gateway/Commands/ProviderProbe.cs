using System.Net;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Provider;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>
/// Asks one OP for all that can be had without a login: metadata, keys, and how userinfo meets a stranger. Each fault comes with its
/// remedy; what Gateway tolerates though it is odd is a note.
/// </summary>
internal sealed class ProviderProbe(ProviderHttp http, ProviderSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(30);

    private readonly List<OnlineFinding> _findings = [];
    private DateTimeOffset? _date;

    /// <summary>What the OP says of itself, where it was asked and is to be believed.</summary>
    public ProviderMetadata? Metadata { get; private set; }

    public async Task<IReadOnlyList<OnlineFinding>> AskAsync(CancellationToken cancellation)
    {
        if (settings.MetadataUrl is null) Metadata = ProviderMetadata.Of(settings);
        else if (await ReadAsync("metadata", settings.MetadataUrl, cancellation) is not { } document || !Judge(document, settings.MetadataUrl)) return _findings;

        await AskKeysAsync(Metadata!, cancellation);   // Judge has set it
        if (Metadata!.UserInfoEndpoint is { } userInfo) await AskUserInfoAsync(userInfo, cancellation);
        return _findings;
    }

    private bool Judge(ReadOnlyMemory<byte> document, Uri address)
    {
        if (!ProviderMetadata.TryParse(document, settings, out var metadata, out var fault))
        {
            _findings.Add(OnlineFinding.Fault("metadata", $"{address} is refused: {fault}.",
                "Compare Provider.MetadataUrl and Provider.Issuer with what the provider gave you; else ask it to mend the document."));
            return false;
        }

        Metadata = metadata;
        _findings.Add(OnlineFinding.Good("metadata", address.ToString()));
        _findings.Add(OnlineFinding.Good("issuer", metadata!.Issuer));
        if (_date is { } date) _findings.Add(Clock(date));
        var promises = JsonElement.Parse(document.Span);
        _findings.AddRange(ProviderPromises.EndpointsOf(promises, address));
        _findings.AddRange(ProviderPromises.AlgorithmsOf(promises, settings));
        return true;
    }

    private async Task AskKeysAsync(ProviderMetadata metadata, CancellationToken cancellation)
    {
        if (metadata.JwksUri is not { } address || await ReadAsync("keys", address, cancellation) is not { } document) return;
        if (!ProviderKeys.TryParse(document, out var keys, out var fault))
        {
            _findings.Add(OnlineFinding.Fault("keys", $"{address} is refused: {fault}.", OnlineRemedies.Of("op_keys_refused")));
            return;
        }

        _findings.AddRange(ProviderPromises.KeysOf(JsonElement.Parse(document.Span), keys, settings));
    }

    // 401 is what a stranger must get; anything else tells what members will meet.
    private async Task AskUserInfoAsync(Uri endpoint, CancellationToken cancellation)
    {
        if (await SendAsync("userinfo", endpoint, cancellation) is not { } answer) return;
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest) _findings.Add(OnlineFinding.Good("userinfo", $"{endpoint} asks for a token"));
        else if (answer.Status == HttpStatusCode.Forbidden) _findings.Add(OnlineFinding.Note("userinfo", $"{endpoint} answers 403 to this server.", OnlineRemedies.Of(answer.Status)));
        else _findings.Add(OnlineFinding.Fault("userinfo", $"{endpoint} answers {(int)answer.Status} where a token is missing, not 401.", OnlineRemedies.Of(answer.Status)));
        NoteType("userinfo", answer);
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(string subject, Uri address, CancellationToken cancellation)
    {
        if (await SendAsync(subject, address, cancellation) is not { } answer) return null;
        if (!answer.IsSuccess)
        {
            _findings.Add(OnlineFinding.Fault(subject, $"{address} answers {(int)answer.Status}.", OnlineRemedies.Of(answer.Status)));
            return null;
        }

        NoteType(subject, answer);
        _date ??= answer.Date;
        return answer.Body;
    }

    private async Task<ProviderAnswer?> SendAsync(string subject, Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            return await http.SendAsync(settings, request, ProviderPipeline.ReadLimit, ProviderPipeline.DocumentBytes, cancellation);
        }
        catch (ProviderUnavailableException outage)
        {
            _findings.Add(OnlineFinding.Fault(subject, $"{address}: {outage.Message}", OnlineRemedies.Of(outage.Reason)));
            return null;
        }
    }

    private OnlineFinding Clock(DateTimeOffset date)
    {
        var ahead = clock.GetUtcNow() - date;
        var apart = ahead.Duration();
        if (apart < Noticeable) return OnlineFinding.Good("clock", "this server's and the provider's agree");

        var text = $"This server's clock is {DurationText.Of(apart)} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the provider's";
        return apart < TokenTimes.Skew
            ? OnlineFinding.Note("clock", $"{text}.", "Let both follow a time server: timedatectl set-ntp true.")
            : OnlineFinding.Fault("clock", $"{text}: logins are refused (id_token_clock).", "Let this server follow a time server: timedatectl set-ntp true. If its clock is right, tell the provider.");
    }

    // PHP says text/html unless told otherwise.
    private void NoteType(string subject, ProviderAnswer answer)
    {
        if (answer.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true || !ClaimSet.TryParse(answer.Body, out _, out _)) return;

        var type = answer.MediaType is null ? "without a type" : "as " + answer.MediaType;
        _findings.Add(OnlineFinding.Note(subject, $"JSON is sent {type}; Gateway takes it, other software may not.", "Ask the provider for application/json."));
    }
}
