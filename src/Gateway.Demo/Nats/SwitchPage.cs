using System.Globalization;

namespace Gateway.Demo.Nats;

/// <summary>One form with everything a person may change about NATS, and the last calls, so that refreshing can be watched.</summary>
internal static class SwitchPage
{
    private const int Shown = 12;

    public static Markup Of(SimulatedNats nats, bool applied) => NatsPage.Of("Switches", Markup.Of($"""
        <p class="lead">Change what NATS knows and how it behaves, then go back to the members area and see what happens.{Back(nats.Options.MembersArea)}</p>
        {(applied ? Markup.Of($"""<p class="note good" role="status">Done. It counts from the next call on.</p>""") : Markup.Empty)}
        <form method="post" action="{NatsEndpoint.SwitchesPath}" class="card">
          <h2>Members</h2>
          {Markup.Each(nats.Members.All, Member)}
          <h2>Behaviour</h2>
          {Check("refuse-logins", "Refuse logins", "the login ends with access_denied", nats.Switches.RefuseLogins is not null)}
          {Check("refuse-refreshes", "Refuse refreshes", "a refresh is answered with invalid_grant", nats.Switches.RefuseRefreshes is not null)}
          {Check("down", "Be down", "everything but this page answers 503", nats.Switches.Down)}
          <p class="setting"><label for="slow">Be slow</label>
            <span><input id="slow" name="slow" type="number" min="0" max="60" value="{(int)nats.Switches.Slowness.TotalSeconds}" aria-describedby="slow-what"> seconds
            <small id="slow-what">before every answer</small></span></p>
          <div class="line">
            <button class="main" name="do" value="apply">Apply</button>
            <button name="do" value="rotate">New signing key</button>
            <button class="quiet" name="do" value="reset">Everything as at the start</button>
          </div>
        </form>
        <section class="card" aria-labelledby="calls">
          <div class="line spread"><h2 id="calls">Last calls</h2><a href="{NatsEndpoint.SwitchesPath}">Look again</a></div>
          {Calls(nats.Ledger.Calls.Reverse().Take(Shown).ToList())}
        </section>
        """));

    private static Markup Back(Uri? area) => area is null ? Markup.Empty : Markup.Of($"""<br><a href="{area.ToString()}">To the members area</a>""");

    private static Markup Member(NatsMember member) => Markup.Of($"""
        <fieldset class="setting"><legend>{member.Name}</legend>
          <span>{Radio(member, "0", "full")}{Radio(member, "1", "trial")}</span></fieldset>
        """);

    private static Markup Radio(NatsMember member, string value, string label) => Markup.Of($"""
        <label class="choice"><input type="radio" name="trial-{member.Name}" value="{value}"{Checked(member.Claims["trial"]?.ToString() == value)}> {label}</label>
        """);

    private static Markup Check(string name, string label, string what, bool on) => Markup.Of($"""
        <p class="setting"><label for="{name}">{label}</label>
          <span><input type="checkbox" id="{name}" name="{name}" aria-describedby="{name}-what"{Checked(on)}> <small id="{name}-what">{what}</small></span></p>
        """);

    private static Markup Calls(List<LedgerCall> calls) => calls.Count == 0
        ? Markup.Of($"<p>None yet.</p>")
        : Markup.Of($"""
            <table><thead><tr><th scope="col">Time (UTC)</th><th scope="col">Endpoint</th><th scope="col">Answer</th></tr></thead>
            <tbody>{Markup.Each(calls, Row)}</tbody></table>
            """);

    private static Markup Row(LedgerCall call) => Markup.Of($"""
        <tr><td>{call.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}</td><td>{call.Endpoint} {call.GrantType}</td><td>{Answer(call)}</td></tr>
        """);

    private static string Answer(LedgerCall call) => call.Status switch
    {
        null => "none yet",
        0 => "cut off",
        { } status => status.ToString(CultureInfo.InvariantCulture),
    };

    private static Markup Checked(bool on) => on ? new(" checked") : Markup.Empty;
}
