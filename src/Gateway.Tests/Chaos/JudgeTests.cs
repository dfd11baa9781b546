using Gateway.Chaos;
using Gateway.Chaos.Judging;
using Xunit;

namespace Gateway.Tests.Chaos;

/// <summary>The judge of a run under faults, on made-up logs: every broken promise fails the run, and only what can be named is told apart.</summary>
public sealed class JudgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Plan Small = new() { PerSecond = 1, MemberCount = 1, Duration = TimeSpan.FromSeconds(60), Recovery = TimeSpan.FromSeconds(10) };
    private static readonly Member Ann = new("ann", IsFull: true);

    private readonly Journal _journal = new();
    private readonly List<TokenChain> _chains = [new("ann", [new TokenCall(At(1), IsLogin: true, IsGood: true, Again: false)])];

    public JudgeTests()
    {
        for (var second = 0; second < 60; second++) Saw(second, second + 0.1, Outcome.Right);
    }

    [Fact]
    public void A_run_in_which_all_went_well_holds()
    {
        Assert.Empty(Weigh().Broken);
        Assert.EndsWith("Every promise held.\n", Report.Of(Weigh()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_was_written_long_before_any_fault_is_lost_wrongly()
    {
        Fault("Redis killed", Loss.Writes, 30, 35);
        SignedOut(40);

        Assert.Equal(["1 members signed out wrongly"], Weigh().Broken);
        Assert.Contains("- Signed out: ann at 12:00:40.000", Report.Of(Weigh()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(28.5, false)]
    [InlineData(29.5, true)]
    [InlineData(33, true)]
    [InlineData(35.5, true)]
    [InlineData(36.5, false)]
    public void Only_what_was_written_just_before_or_while_another_Redis_took_over_may_be_lost(double written, bool apart)
    {
        Fault("Redis killed", Loss.Writes, 30, 35);
        Refreshed(written);
        SignedOut(50);

        Assert.Equal(apart ? [] : ["1 members signed out wrongly"], Weigh().Broken);
        Assert.Equal(apart ? 1 : 0, Weigh().LostByReplication);
    }

    [Theory]
    [InlineData(Loss.Answers, 29, true, true)]
    [InlineData(Loss.Answers, 29, false, false)]   // nobody brought the old token again: no answer was lost
    [InlineData(Loss.Answers, 25, true, false)]    // its answer had long been stored
    [InlineData(Loss.Nothing, 29, true, false)]
    internal void A_rotated_token_may_die_with_a_process_and_then_the_old_one_is_brought_again(Loss loss, double refreshed, bool again, bool apart)
    {
        Fault("gateway killed", loss, 30, 33);
        Refreshed(refreshed);
        if (again) _chains[0].Calls.Add(new TokenCall(At(45), IsLogin: false, IsGood: false, Again: true));
        SignedOut(50);

        Assert.Equal(apart ? [] : ["1 members signed out wrongly"], Weigh().Broken);
        Assert.Equal(apart ? 1 : 0, Weigh().LostAnswers);
    }

    [Fact]
    public void A_forbidden_page_breaks_the_run_and_a_logout_that_a_new_Redis_had_not_heard_of_is_told_apart()
    {
        Fault("Redis killed", Loss.Writes, 30, 35);
        _journal.Trespasses.Enqueue(new Trespass(At(37), "late logout", At(29.8)));
        Assert.Empty(Weigh().Broken);

        _journal.Trespasses.Enqueue(new Trespass(At(37), "early logout", At(12)));
        _journal.Trespasses.Enqueue(new Trespass(At(37), "ann /members/full/film.php"));

        Assert.Equal(["2 pages served that a rule forbids"], Weigh().Broken);
        Assert.Equal(1, Weigh().ReturnedByReplication);
    }

    [Theory]
    [InlineData(44.5, true)]
    [InlineData(45.5, false)]
    public void Members_may_notice_a_fault_as_long_as_it_lasts_and_the_recovery_after_it(double last, bool holds)
    {
        Fault("php-fpm killed", Loss.Nothing, 30, 35);
        Saw(31, last, Outcome.Failed, "502 The site does not answer");

        Assert.Equal(holds ? [] : ["1 faults that members noticed longer than 10 s after what failed was back"], Weigh().Broken);
        Assert.Contains($"| php-fpm killed: 1 ×, back after 5.0 s | noticed for {last - 30:0.0} s, {last - 35:0.0} s of them after it was back; 1 × 502 The site does not answer | 10 s after |", Report.Of(Weigh()), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_one_name_are_told_together_by_the_worst_of_them()
    {
        Fault("Redis killed", Loss.Writes, 10, 12);
        Fault("Redis killed", Loss.Writes, 30, 33);
        Saw(11, 13, Outcome.Failed, "503");
        Saw(31, 32, Outcome.Failed, "503");
        Refreshed(31);
        SignedOut(50);

        Assert.Contains("| Redis killed: 2 ×, back after 3.0 s | noticed for 3.0 s, 1.0 s of them after it was back; 2 × 503; 1 sessions lost, told apart | 10 s after |", Report.Of(Weigh()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_slow_page_counts_as_noticed_and_belongs_to_the_fault_that_came_while_it_was_under_way()
    {
        Fault("first", Loss.Nothing, 10, 11);
        Fault("second", Loss.Nothing, 30, 31);
        Saw(29, 33, Outcome.Right);

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(3)], Weigh().Disturbances.Select(one => one.Lasted));
    }

    [Fact]
    public void Everything_else_that_a_member_must_not_meet_breaks_the_run_too()
    {
        Saw(20, 20.1, Outcome.LockedOut);
        Saw(21, 21.1, Outcome.Odd);
        _journal.Missing.Enqueue("ann at node 1: 503");

        Assert.Equal(["1 members refused a page that is theirs", "1 answers that are none of ours", "1 members without their page when all was over"], Weigh().Broken);
    }

    [Fact]
    public void A_run_without_the_load_proves_nothing()
    {
        _journal.Seen.Clear();

        Assert.Equal(["0 requests a second instead of 1"], Weigh().Broken);
    }

    private static DateTimeOffset At(double second) => Start.AddSeconds(second);

    private Verdict Weigh() => Judge.Weigh(Small, TimeSpan.FromSeconds(60), _journal, _chains);

    private void Saw(double begun, double ended, Outcome outcome, string cause = "") => _journal.Seen.Enqueue(new Seen(At(begun), At(ended), outcome, "ann /members/home.php", cause));

    private void Fault(string name, Loss loss, double begun, double back) => _journal.Faults.Enqueue(new Suffered(name, loss, At(begun), At(back)));

    private void Refreshed(double at) => _chains[0].Calls.Add(new TokenCall(At(at), IsLogin: false, IsGood: true, Again: false));

    private void SignedOut(double at) => _journal.SignedOut.Enqueue(new SignedOut(At(at), Ann, At(1), At(at - 1)));
}
