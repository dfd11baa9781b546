using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>Two nodes are renewed one after the other while members go on, as at a deploy (design 11).</summary>
[Collection(RealTime.Name)]
public sealed class RollingRestartTests
{
    private const int PerSecond = 200;
    private const int OneInSoManyPosts = 5;
    private const int BrokenOff = 0;
    private const int Refused = -1;

    [Fact]
    public async Task I43_Two_nodes_renewed_one_after_the_other_under_200_requests_a_second_fail_no_read_break_few_posts_off_and_lose_no_session()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var balancer = new Balancer(stage);
        await balancer.AddAsync(await stage.NodeAsync(redis.Address));
        await balancer.AddAsync(await stage.NodeAsync(redis.Address));
        var cookies = new ConcurrentQueue<string>();
        for (var i = 0; i < 20; i++) cookies.Enqueue(await balancer.SignInAsync());
        stage.Nats.Ledger.Clear();

        using var end = new CancellationTokenSource();
        var load = LoadAsync(balancer, [.. cookies], end.Token);
        for (var renewed = 0; renewed < 2; renewed++)
        {
            await RefreshNodes.PassAsync(TimeSpan.FromSeconds(1));
            await balancer.AddAsync(await stage.NodeAsync(redis.Address));   // the new one first, so that two always serve
            await balancer.RetireOldestAsync();
            cookies.Enqueue(await balancer.SignInAsync());   // made by the new version
        }

        await RefreshNodes.PassAsync(TimeSpan.FromSeconds(1));
        await end.CancelAsync();
        var answers = await load;

        Assert.True(answers.Count > 3 * PerSecond, $"only {answers.Count} requests");
        Assert.All(answers.Where(answer => answer.Method == "GET"), answer => Assert.Equal(200, answer.Status));
        var posts = answers.Where(answer => answer.Method == "POST").Select(answer => answer.Status).ToList();
        Assert.All(posts, status => Assert.True(status is 200 or BrokenOff, $"{status}"));   // nobody may send it twice
        Assert.InRange(posts.Count(status => status == BrokenOff), 0, posts.Count / 50);
        foreach (var cookie in cookies)
            foreach (var node in balancer.Nodes) Assert.Equal(200, (await stage.NewBrowser(node).GetAsync("/members/full/", ("Cookie", "__Host-gateway=" + cookie))).Status);
    }

    // At this pace, whatever the answers before are doing.
    private static async Task<IReadOnlyCollection<(string Method, int Status)>> LoadAsync(Balancer balancer, string[] cookies, CancellationToken end)
    {
        var under = new List<Task<(string, int)>>();
        var clock = Stopwatch.StartNew();
        while (!end.IsCancellationRequested)
        {
            for (; under.Count < clock.Elapsed.TotalSeconds * PerSecond; ) under.Add(balancer.AskAsync(under.Count % OneInSoManyPosts == 0 ? "POST" : "GET", cookies[under.Count % cookies.Length]));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }

        return await Task.WhenAll(under);
    }

    /// <summary>Sends requests in turn to the nodes that say they are ready, as it has heard them say ten times a second.</summary>
    private sealed class Balancer(NodesStage stage)
    {
        private readonly List<(GatewayProcess Node, OperationsClient Operations)> _all = [];
        private volatile GatewayProcess[] _ready = [];
        private int _turn;

        public IEnumerable<GatewayProcess> Nodes => _all.Select(one => one.Node);

        public async Task AddAsync(GatewayProcess node)
        {
            var operations = await ProcessStage.OperationsOfAsync(node);
            await Eventually.TrueAsync(async () => (await operations.AskAsync("/health/ready")).Status == 200, "a node is ready");
            _all.Add((node, operations));
            _ready = [.. Nodes];
        }

        public async Task RetireOldestAsync()
        {
            var (node, operations) = _all[0];
            await node.SignalAsync("TERM");
            for (var failures = 0; failures < 3; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))
                failures = (await operations.AskAsync("/health/ready")).Status == 200 ? 0 : failures + 1;
            _all.RemoveAt(0);
            _ready = [.. Nodes];
            Assert.Equal(0, await node.EndedAsync());
        }

        public async Task<string> SignInAsync() => (await stage.SignedInAsync(_ready[^1])).SessionCookie!;

        public async Task<(string Method, int Status)> AskAsync(string method, string cookie)
        {
            var ready = _ready;
            var node = ready[Interlocked.Increment(ref _turn) % ready.Length];
            try
            {
                using var form = method == "POST" ? new StringContent("answer=42") : null;
                return (method, (await stage.NewBrowser(node).SendAsync(method, "/members/full/", form, ("Cookie", "__Host-gateway=" + cookie))).Status);
            }
            catch (HttpRequestException failure)
            {
                return (method, failure.HttpRequestError == HttpRequestError.ConnectionError ? Refused : BrokenOff);
            }
        }
    }
}
