using System.Globalization;

namespace Gateway.Demo.Nats;

/// <summary>
/// The switch page for people: shows how NATS behaves, and changes it. It is never slow or down itself, and not in the
/// ledger.
/// </summary>
internal sealed class SwitchEndpoint(SimulatedNats nats)
{
    private const int SlowestSeconds = 60;

    public Task ShowAsync(HttpContext http) =>
        SendAsync(http, NatsAnswer.Page(SwitchPage.Of(nats, applied: http.Request.Query.ContainsKey("applied"))));

    public static Task WelcomeAsync(HttpContext http) => SendAsync(http, NatsAnswer.Redirect(NatsEndpoint.SwitchesPath));

    public async Task ApplyAsync(HttpContext http)
    {
        // Another site open in the same browser must not switch anything.
        if (http.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
        {
            await SendAsync(http, NatsAnswer.Page(NatsPage.Fault("Switches are only moved from their own page."), 403));
            return;
        }

        var form = (await NatsRequest.ReadAsync(http, http.RequestAborted)).Form;
        Act(form["do"] ?? "apply", form);
        await SendAsync(http, NatsAnswer.Redirect(NatsEndpoint.SwitchesPath + "?applied", 303));
    }

    private void Act(string action, Parameters form)
    {
        switch (action)
        {
            case "reset":
                nats.Switches.Reset();
                nats.Members.Reset();
                break;
            case "rotate":
                nats.Switches.RotateSigningKey();
                break;
            case "apply":
                Apply(form);
                break;
        }
    }

    private void Apply(Parameters form)
    {
        foreach (var member in nats.Members.All)
        {
            if (form["trial-" + member.Name] is "0" or "1") member.Claims["trial"] = form["trial-" + member.Name];
        }

        nats.Switches.RefuseLogins = form["refuse-logins"] is null ? null : "access_denied";
        nats.Switches.RefuseRefreshes = form["refuse-refreshes"] is null ? null : "invalid_grant";
        nats.Switches.Down = form["down"] is not null;
        if (int.TryParse(form["slow"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            nats.Switches.Slowness = TimeSpan.FromSeconds(Math.Min(seconds, SlowestSeconds));
    }

    private static Task SendAsync(HttpContext http, NatsAnswer answer) => answer.WriteAsync(http, http.RequestAborted);
}
