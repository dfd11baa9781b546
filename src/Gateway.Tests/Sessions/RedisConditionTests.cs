using Gateway.Sessions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class RedisConditionTests
{
    private const string Unreachable =
        "The session store fails (Unreachable): Redis cannot be reached, or broke off. Is it running, and is its address right? Members get 503 until it is back.";

    private const string Back = "The session store answers again.";

    private readonly FakeTimeProvider clock = new();
    private readonly LogLines<RedisCondition> log = new();
    private readonly RedisCondition condition;

    public RedisConditionTests() => condition = new RedisCondition(clock, log);

    private IEnumerable<string> Lines => log.All.Select(line => line.Text);

    [Fact]
    public void A_good_start_needs_no_words()
    {
        condition.Answered();

        Assert.Empty(Lines);
    }

    [Fact]
    public void An_outage_is_said_once_again_each_minute_and_when_it_is_over()
    {
        for (var second = 0; second < 121; second++)
        {
            condition.Failed(StoreOutage.Unreachable);
            condition.Failed(StoreOutage.Unreachable);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        condition.Answered();
        condition.Answered();

        Assert.Equal([Unreachable, Unreachable, Unreachable, Back], Lines);
    }

    [Fact]
    public void One_that_comes_and_goes_is_said_each_ten_seconds_at_most()
    {
        for (var second = 0; second < 25; second++)
        {
            condition.Failed(StoreOutage.Unreachable);
            condition.Answered();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([Unreachable, Back, Unreachable, Back, Unreachable, Back], Lines);
    }

    [Fact]
    public void What_a_try_to_connect_finds_out_counts_until_Redis_answers()
    {
        condition.Failed(StoreOutage.Unreachable);
        condition.NotConnected(StoreOutage.Credentials);

        Assert.Equal(StoreOutage.Credentials, condition.Cause);
        Assert.Equal(2, Lines.Count());
        condition.Answered();
        Assert.Equal((StoreOutage.Unreachable, Back), (condition.Cause, Lines.Last()));
    }

    [Fact]
    public void Cause_of_an_outage_that_needed_no_words_is_over_with_it_too()
    {
        for (var time = 0; time < 2; time++)
        {
            condition.NotConnected(StoreOutage.Credentials);
            condition.Answered();
        }

        Assert.Equal((2, StoreOutage.Unreachable), (Lines.Count(), condition.Cause));
    }

    [Theory]
    [InlineData("ReadOnly", "The session store fails (ReadOnly): Redis takes no writes: it is a replica, or cannot save to its disk. Signed-in members go on; nobody can sign in or out.")]
    [InlineData("Full", "The session store fails (Full): Redis has no memory left for a session. Signed-in members go on; nobody can sign in. Raise maxmemory.")]
    public void A_Redis_that_reads_is_not_away_and_what_it_does_not_take_is_said_each_minute(string outage, string line)
    {
        for (var second = 0; second < 61; second++)
        {
            condition.Answered();
            condition.Failed(Enum.Parse<StoreOutage>(outage));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        condition.Answered();

        Assert.Equal([line, line], Lines);
    }
}
