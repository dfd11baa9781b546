using System.Globalization;
using Gateway.Identity;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A request of a member as Gateway put it on the wire, caught by an upstream of a thief: what can be done with it at a members area that is
/// reached directly? The site <c>a</c> of the thief's stage has the secret of <see cref="UpstreamFiles"/>, and so has a site <c>b</c>.
/// </summary>
internal sealed class SignedRequest
{
    public const string Page = "/members/x.php";

    private SignedRequest(IReadOnlyList<KeyValuePair<string, string>> headers) => Headers = headers;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; }

    /// <summary>The assertion, its parts joined.</summary>
    public string Assertion => string.Concat(Headers.Where(header => header.Key.StartsWith(GatewayAssertion.HeaderName, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value));

    /// <summary>Catches a request of alice's for <paramref name="target"/>; its signer's clock is <paramref name="age"/> behind.</summary>
    public static async Task<SignedRequest> CatchAsync(string target = Page, string method = "GET", string site = "a", string secret = UpstreamFiles.Secret, TimeSpan age = default, int bytesOfClaims = 0)
    {
        await using var gateway = await GatewayHost.StartAsync(
            json =>
            {
                Some.PlainUserInfo(json);
                json["UpstreamSecret"] = secret;
            },
            file => Some.SiteBeside(file),
            services => services.Replace(ServiceDescriptor.Singleton(new GatewayAssertion(new LateClock(age)))),
            nats => nats with { Clients = [Some.ClientOfBoth(nats.Clients[0]) with { SignedUserInfo = false }] });
        if (bytesOfClaims > 0) gateway.Nats.Members["alice"].Claims["long"] = new string('l', bytesOfClaims);
        var browser = gateway.NewBrowser($"https://{site}.example");
        await browser.SignInAsync("alice", target);
        if (method != "GET") await browser.SendAsync(method, target, new StringContent("body"));

        return new SignedRequest(gateway.Area.Last(target.Split('?')[0]).Headers);
    }

    /// <summary>The same with another assertion, in one header or in parts.</summary>
    public SignedRequest With(params IEnumerable<(string Name, string Value)> assertion) => new(
    [
        .. Headers.Where(header => !header.Key.StartsWith(GatewayAssertion.HeaderName, StringComparison.OrdinalIgnoreCase)), .. assertion.Select(one => KeyValuePair.Create(one.Name, one.Value)),
    ]);

    /// <summary>The parts of the assertion as they were sent.</summary>
    public IReadOnlyList<(string Name, string Value)> Parts =>
        [.. Headers.Where(header => header.Key.StartsWith(GatewayAssertion.HeaderName, StringComparison.OrdinalIgnoreCase)).Select(header => (header.Key, header.Value))];

    /// <summary>Sends it to a members area, past Gateway.</summary>
    public Task<Answer> ReplayAsync(PhpUpstream php, string method = "GET", string target = Page) => DirectRequest.SendAsync(php, method, target, Headers);

    private sealed class LateClock(TimeSpan late) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - late;
    }
}
