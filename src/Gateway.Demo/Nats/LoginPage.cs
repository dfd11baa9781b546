namespace Gateway.Demo.Nats;

/// <summary>Where a person says who they are: picked from the list, or typed.</summary>
internal static class LoginPage
{
    /// <summary>The authorization request travels along as it was sent, and is judged again when the form comes back.</summary>
    public static Markup Of(IReadOnlyList<NatsMember> members, string request, string? fault) => NatsPage.Of("Sign in", Markup.Of($"""
        {(fault is null ? Markup.Empty : Markup.Of($"""<p class="note bad" role="alert" id="fault">{fault}</p>"""))}
        <form method="post" action="{NatsEndpoint.LoginPath}" class="card">
          <input type="hidden" name="request" value="{request}">
          <h2>Pick a member</h2>
          <div class="picks">{Markup.Each(members, Pick)}</div>
        </form>
        <form method="post" action="{NatsEndpoint.LoginPath}" class="card">
          <input type="hidden" name="request" value="{request}">
          <h2><label for="member">Or type a name</label></h2>
          <div class="line">
            <input id="member" name="member" autocomplete="username" autocapitalize="none" spellcheck="false" required{Described(fault)}>
            <button class="main">Sign in</button>
          </div>
        </form>
        <form method="post" action="{NatsEndpoint.LoginPath}">
          <input type="hidden" name="request" value="{request}">
          <button class="quiet" name="cancel" value="yes">Turn back without signing in</button>
        </form>
        """));

    private static Markup Pick(NatsMember member) => Markup.Of($"""
        <button name="member" value="{member.Name}"><strong>{member.Name}</strong> <span>{Kind(member)}</span></button>
        """);

    // What the switch page changed shows here, or "full member" would be a lie.
    private static string Kind(NatsMember member) => member.Name switch
    {
        "alice" or "bob" => member.IsTrial ? "trial member" : "full member",
        _ => member.Description,
    };

    private static Markup Described(string? fault) => fault is null ? Markup.Empty : new(" aria-invalid=\"true\" aria-describedby=\"fault\" autofocus");
}
