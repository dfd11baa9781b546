using System.Net;
using Gateway.Demo.Area;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class SampleMembersAreaTests
{
    private static readonly Uri Switches = new("http://127.0.0.1:8081/switches");

    [Fact]
    public async Task The_members_page_greets_by_the_headers_alone()
    {
        await using var area = await SampleMembersArea.StartAsync(0, Switches);

        var (status, page) = await GetAsync(area, "/members/", ("Remote-User", "bob"), ("OIDC-CLAIM-username", "bob"), ("OIDC_CLAIM_trial", "1"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<h1>Hello, bob</h1>", page, StringComparison.Ordinal);
        Assert.Contains("<dd>1 (trial member)</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dd>not received</dd>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/members/")]
    [InlineData("/members/full/")]
    public async Task Without_identity_it_asks_who_is_there(string path)
    {
        await using var area = await SampleMembersArea.StartAsync(0, Switches);

        var (_, page) = await GetAsync(area, path);

        Assert.Contains("<h1>Who are you?</h1>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/members/")]
    [InlineData("/members/full/")]
    [InlineData("/members/headers.php")]
    public async Task What_it_shows_is_encoded(string path)
    {
        await using var area = await SampleMembersArea.StartAsync(0, Switches);

        var (_, page) = await GetAsync(area, path, ("Remote-User", "<img src=x>\"'&"), ("OIDC-CLAIM-username", "<img src=x>"));

        Assert.Contains("&lt;img src=x&gt;&quot;&#x27;&amp;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_refresh_link_carries_the_access_token_encoded()
    {
        await using var area = await SampleMembersArea.StartAsync(0, Switches);

        var (_, page) = await GetAsync(area, "/members/headers.php", ("OIDC_access_token", "a+b/c=&\"d"));

        Assert.Contains("href=\"/members/vanity.php?refresh=/members/headers.php&access_token=a%2Bb%2Fc%3D%26%22d\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/members/vanity.php?info=json\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/members/vanity.php?logout=/\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OIDC-CLAIM-trial", "HTTP_OIDC_CLAIM_TRIAL")]
    [InlineData("Remote-User", "HTTP_REMOTE_USER")]
    [InlineData("OIDC_CLAIM_trial", PhpName.Underscored)]
    [InlineData("REMOTE_USER", PhpName.Underscored)]
    [InlineData("X.Trial", PhpName.Invalid)]
    public async Task Beside_each_header_stands_its_name_for_PHP(string header, string php)
    {
        await using var area = await SampleMembersArea.StartAsync(0, Switches);

        var (_, page) = await GetAsync(area, "/members/headers.php", (header, "0"));

        Assert.Equal(php, PhpName.Of(header));
        Assert.Contains($"<td><code>{header}</code></td><td>0</td>", page, StringComparison.Ordinal);
        Assert.Contains(php, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_refusal_leads_to_login_and_upgrade()
    {
        await using var area = await SampleMembersArea.StartAsync(0, Switches);

        var (_, page) = await GetAsync(area, "/members/unauth.php");

        Assert.Contains("href=\"http://127.0.0.1:8081/switches\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/members/vanity.php?logout=/members/\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_entrance_leads_to_the_members_area_and_other_paths_to_404()
    {
        await using var area = await SampleMembersArea.StartAsync(0, Switches);

        var (status, page) = await GetAsync(area, "/");
        var (missing, _) = await GetAsync(area, "/missing");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("href=\"/members/\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, missing);
    }

    private static async Task<(HttpStatusCode, string)> GetAsync(SampleMembersArea area, string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(area.Address, path));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
