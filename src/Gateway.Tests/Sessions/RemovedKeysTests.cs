using Gateway.Sessions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class RemovedKeysTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly RemovedKeys removed;

    public RemovedKeysTests()
    {
        removed = new RemovedKeys(clock);
        removed.Connected();
        clock.Advance(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void What_Redis_took_is_not_removed_again()
    {
        Remove("a");

        Assert.Empty(removed.Due());
    }

    [Fact]
    public void What_Redis_did_not_take_is_due_until_it_does()
    {
        removed.Note("a");
        clock.Advance(TimeSpan.FromHours(9));
        Assert.Equal(["a"], removed.Due());

        removed.Taken(["a"]);
        Assert.Empty(removed.Due());
    }

    [Fact]
    public void I05_What_was_removed_shortly_before_a_reconnect_is_removed_again_for_a_minute_after_it()
    {
        Remove("long before");
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Empty(removed.Due());
        Remove("before");
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(removed.Due());
        removed.Lost();
        clock.Advance(TimeSpan.FromMinutes(10));   // away: nothing is forgotten meanwhile
        Assert.Empty(removed.Due());

        removed.Connected();
        Assert.Equal(["before"], removed.Due());
        clock.Advance(TimeSpan.FromSeconds(30));
        Remove("after");
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["after", "before"], removed.Due().Order());

        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Empty(removed.Due());
    }

    [Fact]
    public void What_was_removed_exactly_a_minute_ago_may_still_come_back()
    {
        Remove("a");
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(removed.Due());

        removed.Connected();

        Assert.Equal(["a"], removed.Due());
    }

    [Fact]
    public void What_is_removed_once_more_is_remembered_no_longer_for_that()
    {
        Remove("a");
        clock.Advance(TimeSpan.FromSeconds(59));
        removed.Taken(["a"]);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(removed.Due());

        removed.Connected();

        Assert.Empty(removed.Due());
    }

    [Fact]
    public void Before_the_first_connection_nothing_can_have_come_back()
    {
        var young = new RemovedKeys(clock);
        young.Note("a");
        young.Taken(["a"]);

        Assert.Empty(young.Due());
    }

    [Fact]
    public void Memory_is_bounded()
    {
        var small = new RemovedKeys(clock, most: 2);
        foreach (var key in (string[])["a", "b", "c"]) small.Note(key);

        Assert.Equal(["a", "b"], small.Due().Order());
    }

    private void Remove(string key)
    {
        removed.Note(key);
        removed.Taken([key]);
    }
}
