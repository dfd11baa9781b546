namespace Gateway.Demo.Nats;

/// <summary>The frame of every page that NATS shows, which says each time that this is a simulation.</summary>
internal static class NatsPage
{
    public static Markup Of(string title, Markup body) => Look.Page(title, "nats", Markup.Of($"""
        <header class="band"><div class="inner narrow">
          <span class="brand">NATS</span> <span class="tag">simulation</span>
        </div></header>
        <main class="inner narrow">
          <h1>{title}</h1>
          {body}
        </main>
        <footer class="inner narrow">This is a simulated NATS for trying out the Gateway. No password is asked, and nothing leaves this computer.</footer>
        """));

    /// <summary>A request that cannot go back to where it came from.</summary>
    public static Markup Fault(string fault) => Of("NATS cannot do that", Markup.Of($"""
        <p class="note bad" role="alert">{fault}</p>
        <p>The request came from a relying party that NATS does not know in this form, so nobody is sent back to it.</p>
        """));
}
