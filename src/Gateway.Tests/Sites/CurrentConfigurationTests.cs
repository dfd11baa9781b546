using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public sealed class CurrentConfigurationTests
{
    [Fact]
    public void Request_keeps_the_generation_that_it_entered()
    {
        var (first, second) = (Some(), Some());
        var current = new CurrentConfiguration(first);
        var entered = current.Enter();

        current.Replace(second);

        Assert.Same(first, entered.Configuration);
        Assert.Same(second, current.Value);
        Assert.Same(second, current.Enter().Configuration);
    }

    [Fact]
    public void Replaced_generation_is_kept_until_it_is_let_go_and_ends_with_its_last_request()
    {
        var current = new CurrentConfiguration(Some());
        var (one, other) = (current.Enter(), current.Enter());

        var replaced = current.Replace(Some());

        Assert.Same(one, replaced);
        Assert.Equal([replaced], current.Earlier);
        one.Leave();
        other.Leave();
        Assert.False(replaced.Ended.IsCompleted);   // a login that began with it may still come
        Assert.True(replaced.TryEnter());
        current.LetGo(replaced);
        Assert.Empty(current.Earlier);
        Assert.False(replaced.Ended.IsCompleted);
        replaced.Leave();
        Assert.True(replaced.Ended.IsCompleted);
        Assert.False(replaced.TryEnter());
    }

    [Fact]
    public void Generation_that_is_let_go_twice_ends_once()
    {
        var current = new CurrentConfiguration(Some());
        var entered = current.Enter();
        var replaced = current.Replace(Some());

        current.LetGo(replaced);
        current.LetGo(replaced);

        Assert.False(replaced.Ended.IsCompleted);
        entered.Leave();
        Assert.True(replaced.Ended.IsCompleted);
    }

    [Fact]
    public async Task Every_request_enters_a_generation_that_has_not_ended_however_often_it_is_replaced()
    {
        var current = new CurrentConfiguration(Some());
        var replaced = new List<Generation>();

        var ended = Task.Run(() => Enumerable.Range(0, 200_000).Count(_ =>
        {
            var generation = current.Enter();
            var hasEnded = generation.Ended.IsCompleted;
            generation.Leave();
            return hasEnded;
        }));
        while (!ended.IsCompleted)
        {
            replaced.Add(current.Replace(Some()));
            current.LetGo(replaced[^1]);
        }

        Assert.Equal(0, await ended);
        Assert.All(replaced, generation => Assert.True(generation.Ended.IsCompleted));
    }

    private static GatewayConfiguration Some() =>
        new() { File = "gateway.json", Files = [], Generation = 1, Listen = [], Operations = new OperationsSettings(null, IsWritten: true), TrustedProxies = [], Sites = new SiteMap([]), Warnings = [] };
}
