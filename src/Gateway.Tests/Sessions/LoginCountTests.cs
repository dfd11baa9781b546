using Gateway.Sessions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class LoginCountTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_893_499_200);

    [Theory]
    [InlineData("", 1, ".1893499200000")]
    [InlineData(".1893499199000", 2, ".1893499199000.1893499200000")]
    [InlineData(".1893499170000", 2, ".1893499170000.1893499200000")]
    [InlineData(".1893499169999", 1, ".1893499200000")]
    [InlineData(".1893499230000", 2, ".1893499230000.1893499200000")]
    [InlineData(".1893499230001", 1, ".1893499200000")]
    [InlineData(".1893499198000.1893499199000", 3, "")]
    [InlineData(".1893499168000.1893499199000", 2, ".1893499199000.1893499200000")]
    [InlineData("...99999999999999999999999999999999.x", 1, ".1893499200000")]
    public void Logins_of_the_last_half_minute_count_and_the_third_begins_anew(string suffix, int logins, string kept)
    {
        Assert.Equal(logins, LoginCount.With(suffix, Now));
        Assert.Equal(kept, LoginCount.Add(suffix, Now));
    }

    [Fact]
    public void Count_is_carried_over_a_rotation_and_over_starts()
    {
        var binding = BrowserBinding.For(https: true, TimeSpan.FromMinutes(5), SameSiteMode.Lax);
        var cookie = "";
        for (var login = 1; login <= 3; login++)
        {
            var (start, end) = (With(cookie), With(cookie));
            binding.ReadOrMake(start);
            Assert.StartsWith(cookie, ValueOf(start), StringComparison.Ordinal);
            Assert.Equal(login, binding.LoginsWith(end.Request, Now));
            binding.Rotate(end, Now);
            cookie = ValueOf(end);
        }

        Assert.Equal(43, cookie.Length);
    }

    private static DefaultHttpContext With(string cookie)
    {
        var context = new DefaultHttpContext();
        if (cookie.Length > 0) context.Request.Headers.Cookie = "__Host-gateway-login=" + cookie;
        return context;
    }

    private static string ValueOf(HttpContext context) => Assert.Single(context.Response.Headers.SetCookie)!.Split(';')[0]["__Host-gateway-login=".Length..];
}
