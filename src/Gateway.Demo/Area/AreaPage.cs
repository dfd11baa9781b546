namespace Gateway.Demo.Area;

/// <summary>The frame of every page of the sample members area.</summary>
internal static class AreaPage
{
    public static Markup Of(string title, Markup body) => Look.Page(title, "area", Markup.Of($"""
        <header class="band"><div class="inner">
          <a class="brand" href="/">Sample Members Area</a>
          <nav aria-label="Pages"><a href="/members/">Members</a><a href="/members/full/">Full section</a><a href="/members/headers.php">Headers</a></nav>
        </div></header>
        <main class="inner">
          <h1>{title}</h1>
          {body}
        </main>
        <footer class="inner">A sample that knows its visitors only by the headers it receives.</footer>
        """));
}
