using System.Buffers.Text;
using System.Text;
using Gateway.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class BrowserBindingTests
{
    private readonly BrowserBinding binding = BrowserBinding.For(https: true, TimeSpan.FromMinutes(5), SameSiteMode.Lax);
    private readonly DefaultHttpContext context = new();

    [Fact]
    public void C06_A_new_browser_gets_32_random_bytes_with_all_flags_for_the_state_timeout()
    {
        var bytes = binding.ReadOrMake(context);

        Assert.Equal(32, bytes.Length);
        Assert.Equal(
            $"__Host-gateway-login={Base64Url.EncodeToString(bytes)}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=300", SetCookie());
        Assert.Null(binding.Read(context.Request));
    }

    [Fact]
    public void C07_Over_http_the_binding_has_neither_prefix_nor_secure()
    {
        var plain = BrowserBinding.For(https: false, TimeSpan.FromMinutes(5), SameSiteMode.Lax);

        var bytes = plain.ReadOrMake(context);

        Assert.Equal("gateway-login", plain.CookieName);
        Assert.Equal($"gateway-login={Base64Url.EncodeToString(bytes)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=300", SetCookie());
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(59, 60)]
    [InlineData(61, 61)]
    public void The_binding_lives_for_a_minute_at_least(int seconds, int expected)
    {
        BrowserBinding.For(https: true, TimeSpan.FromSeconds(seconds), SameSiteMode.Lax).ReadOrMake(context);

        Assert.EndsWith($"; Max-Age={expected}", SetCookie(), StringComparison.Ordinal);
    }

    [Fact]
    public void A31_A_browser_that_starts_two_hundred_logins_keeps_one_cookie_of_constant_size_and_sliding_life()
    {
        var first = binding.ReadOrMake(context);
        var line = SetCookie();

        for (var start = 1; start < 200; start++)
        {
            var next = new DefaultHttpContext();
            next.Request.Headers.Cookie = line[..line.IndexOf(';', StringComparison.Ordinal)];
            Assert.Equal(first, binding.Read(next.Request));
            Assert.Equal(first, binding.ReadOrMake(next));
            Assert.Equal(line, Assert.Single(next.Response.Headers.SetCookie));
        }
    }

    [Fact]
    public void A_rotated_binding_replaces_the_one_that_the_same_answer_had_set()
    {
        var old = binding.ReadOrMake(context);

        binding.Rotate(context, DateTimeOffset.UnixEpoch);

        Assert.DoesNotContain(Base64Url.EncodeToString(old), SetCookie(), StringComparison.Ordinal);
        Assert.Contains(".0; ", SetCookie(), StringComparison.Ordinal);
        Assert.EndsWith("; Max-Age=300", SetCookie(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".2")]
    [InlineData(".2.1234567890")]
    [InlineData(".1234567890123456789012345678901234567890")]
    public void What_follows_the_random_part_is_ignored_and_kept(string suffix)
    {
        var sent = new string('A', 43) + suffix;
        context.Request.Headers.Cookie = $"__Host-gateway-login={sent}";

        Assert.Equal(new byte[32], binding.Read(context.Request));
        Assert.Equal(new byte[32], binding.ReadOrMake(context));
        Assert.StartsWith($"__Host-gateway-login={sent}; ", SetCookie(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.a")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1.2")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.-1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA. 1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.12345678901234567890123456789012345678901")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("")]
    [InlineData(".1")]
    public void A_cookie_that_is_not_ours_is_as_good_as_none(string value)
    {
        context.Request.Headers.Cookie = $"__Host-gateway-login={value}; gateway-login={new string('A', 43)}";

        Assert.Null(binding.Read(context.Request));
        Assert.NotEqual(new byte[32], binding.ReadOrMake(context));
    }

    [Fact]
    public void The_first_valid_of_several_counts()
    {
        var (one, two) = (SessionId.New().Text, SessionId.New().Text);
        context.Request.Headers.Cookie = new[] { "__Host-gateway-login=x", $"__Host-gateway-login={one}; __Host-gateway-login={two}" };

        Assert.Equal(Base64Url.DecodeFromChars(one), binding.Read(context.Request));
    }

    [Fact]
    public void The_hash_is_16_bytes_that_differ_with_the_binding_and_show_nothing_of_it()
    {
        var (one, two) = (binding.ReadOrMake(new DefaultHttpContext()), binding.ReadOrMake(new DefaultHttpContext()));

        Assert.Equal(16, BrowserBinding.Hash(one).Length);
        Assert.Equal(BrowserBinding.Hash(one), BrowserBinding.Hash(one));
        Assert.NotEqual(BrowserBinding.Hash(one), BrowserBinding.Hash(two));
        Assert.NotEqual(one[..16], BrowserBinding.Hash(one));
    }

    // A login that one node began another may complete, of whatever version; reckoned by other software.
    [Fact]
    public void What_goes_out_with_a_login_is_the_same_in_every_version()
    {
        Assert.Equal("C86FDCAC4377ACF84DBED74976217FB4", Convert.ToHexString(BrowserBinding.Hash(new byte[32])));
        Assert.Equal("tHbOmRJvIzj-42Iu3nDLM1T3nNE9H_hb1TUriGqn-FA", BrowserBinding.Derive(new byte[32], "state"u8, "nonce"));
    }

    [Fact]
    public void A11_Ten_thousand_logins_of_one_browser_have_different_nonces_and_verifiers()
    {
        var bytes = binding.ReadOrMake(context);

        var derived = Enumerable.Range(0, 10_000).Select(BitConverter.GetBytes)
            .SelectMany(state => new[] { BrowserBinding.Derive(bytes, state, "nonce"), BrowserBinding.Derive(bytes, state, "verifier") })
            .ToArray();

        Assert.Equal(derived.Length, derived.Distinct().Count());
        Assert.All(derived, text => Assert.Matches("^[A-Za-z0-9_-]{43}$", text));
    }

    [Fact]
    public void A11_What_is_derived_needs_the_binding_and_is_the_same_each_time()
    {
        var state = "0123456789abcdef"u8.ToArray();
        var (one, two) = (binding.ReadOrMake(new DefaultHttpContext()), binding.ReadOrMake(new DefaultHttpContext()));

        Assert.Equal(BrowserBinding.Derive(one, state, "nonce"), BrowserBinding.Derive(one, state, "nonce"));
        Assert.NotEqual(BrowserBinding.Derive(one, state, "nonce"), BrowserBinding.Derive(two, state, "nonce"));
        Assert.NotEqual(BrowserBinding.Derive(one, state, "nonce"), BrowserBinding.Derive(BrowserBinding.Hash(one), state, "nonce"));
        Assert.NotEqual(
            BrowserBinding.Derive(one, Encoding.UTF8.GetBytes("bc"), "a"), BrowserBinding.Derive(one, Encoding.UTF8.GetBytes("c"), "ab"));
    }

    [Theory]
    [InlineData(".1893499199000", true)]
    [InlineData(".", true)]
    [InlineData("", false)]         // nothing was counted
    [InlineData(".x", false)]       // not ours
    public async Task Count_of_logins_ends_with_the_answer_to_a_member_and_the_binding_stays(string suffix, bool written)
    {
        var answer = new AnswerToBegin();
        context.Features.Set<IHttpResponseFeature>(answer);
        var sent = new string('A', 43);
        context.Request.Headers.Cookie = $"__Host-gateway-login={sent}{suffix}; __Host-gateway-login={SessionId.New().Text}.1";

        binding.EndCount(context);
        Assert.Equal(0, context.Response.Headers.SetCookie.Count);   // an upstream's would be dropped until then
        await answer.BeginAsync();

        if (written) Assert.StartsWith($"__Host-gateway-login={sent}; ", SetCookie(), StringComparison.Ordinal);
        else Assert.DoesNotContain(sent, SetCookie(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browser_without_a_count_gets_no_cookie()
    {
        var answer = new AnswerToBegin();
        context.Features.Set<IHttpResponseFeature>(answer);
        context.Request.Headers.Cookie = $"__Host-gateway-login={new string('A', 43)}";

        binding.EndCount(context);
        await answer.BeginAsync();

        Assert.Equal(0, context.Response.Headers.SetCookie.Count);
    }

    private sealed class AnswerToBegin : HttpResponseFeature
    {
        private readonly List<Func<Task>> _atStart = [];

        public override void OnStarting(Func<object, Task> callback, object state) => _atStart.Add(() => callback(state));

        public async Task BeginAsync()
        {
            foreach (var step in _atStart) await step();
        }
    }

    private string SetCookie() => Assert.Single(context.Response.Headers.SetCookie)!;
}
