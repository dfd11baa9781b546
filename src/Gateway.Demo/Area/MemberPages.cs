namespace Gateway.Demo.Area;

/// <summary>The pages that a visitor of the members area meets: the entrance, the members' page, the full section, the refusal.</summary>
internal static class MemberPages
{
    private const string LogOut = "/members/vanity.php?logout=/";

    public static Markup Start(Uri switches) => AreaPage.Of("Welcome", Markup.Of($"""
        <p class="lead">This page is open to everybody. What lies behind the next link is for members.</p>
        <p><a class="button main" href="/members/">Enter the members area</a></p>
        <section class="card" aria-labelledby="try"><h2 id="try">What to try</h2>
          <ol>
            <li>Enter as <strong>alice</strong>, a full member: everything opens.</li>
            <li>Log out, enter as <strong>bob</strong>, a trial member: the <a href="/members/full/">full section</a> refuses him.</li>
            <li>Make bob a full member on the <a href="{switches.ToString()}">switches of NATS</a>, and open the full section again: no new login is needed.</li>
            <li>Look at the <a href="/members/headers.php">headers</a> that your PHP would receive, and refresh the tokens there.</li>
          </ol></section>
        """));

    public static Markup Members(ReceivedIdentity identity) => identity.User is null ? Unknown() : AreaPage.Of($"Hello, {identity.User}", Markup.Of($"""
        <p class="lead">{Greeting(identity)}</p>
        <section class="card" aria-labelledby="known"><h2 id="known">What the headers say about you</h2>
          <dl><dt>username</dt><dd>{Shown(identity.Username)}</dd><dt>trial</dt><dd>{Trial(identity.Trial)}</dd><dt>status</dt><dd>{Status(identity.Status)}</dd></dl></section>
        <p class="line"><a class="button main" href="/members/full/">Open the full section</a> <a class="button" href="/members/headers.php">Show all headers</a>
          <a class="button" href="{LogOut}">Log out</a></p>
        """));

    public static Markup Full(ReceivedIdentity identity) => identity.User is null ? Unknown() : AreaPage.Of("Full section", Markup.Of($"""
        <p class="lead">Only full members see this page, and you are one, {identity.User}.</p>
        <p class="line"><a class="button" href="/members/">Back to the members page</a> <a class="button" href="{LogOut}">Log out</a></p>
        """));

    /// <summary>Asked for by the Gateway, without identity, when a rule refuses somebody.</summary>
    public static Markup Refused(Uri switches) => AreaPage.Of("This page is not open to you", Markup.Of($"""
        <p class="lead">Your membership does not include it: the full section is for full members, and a trial ends at its door.</p>
        <p class="line"><a class="button main" href="{switches.ToString()}">Upgrade</a> <a class="button" href="/members/">Back to the members page</a>
          <a class="button" href="/members/vanity.php?logout=/members/">Log in as somebody else</a></p>
        <p><small>“Upgrade” opens the switches of the simulated NATS. Set yourself from trial to full there, and
          <a href="/members/full/">try the full section again</a>. The Gateway asks NATS again when a page is refused, at most every ten seconds.</small></p>
        """));

    /// <summary>A member's page without identity: nobody stands in front.</summary>
    private static Markup Unknown() => AreaPage.Of("Who are you?", Markup.Of($"""
        <p class="note bad">No identity came with this request. Did you open the members area directly, and not through the Gateway?</p>
        """));

    private static string Greeting(ReceivedIdentity identity) => (identity.Status, identity.Trial) switch
    {
        ("2", _) => "Your membership has expired. We are glad to see you all the same.",
        (_, "1") => "You are on a trial. The full section opens when you upgrade.",
        _ => "Good to see you. Everything is open to you.",
    };

    private static string Shown(string? value) => value ?? "not received";

    private static string Trial(string? value) => value switch { "0" => "0 (full member)", "1" => "1 (trial member)", _ => Shown(value) };

    private static string Status(string? value) => value switch { "1" => "1 (active)", "2" => "2 (expired)", _ => Shown(value) };
}
