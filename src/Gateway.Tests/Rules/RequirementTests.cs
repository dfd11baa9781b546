using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class RequirementTests
{
    [Theory]
    [InlineData("all granted", "Granted", "Granted", false)]
    [InlineData("all Denied", "Denied", "Denied", false)]
    [InlineData("valid-user", "NeedsUser", "Granted", false)]
    [InlineData("user trial bob", "NeedsUser", "Granted", true)]
    [InlineData("user Trial", "NeedsUser", "Denied", true)]
    [InlineData("claim trial:0", "NeedsUser", "Denied", true)]
    [InlineData("claim trial:0 trial:1", "NeedsUser", "Granted", true)]
    [InlineData("claim trial~^[01]$", "NeedsUser", "Granted", true)]
    public void A_line_answers_for_nobody_and_for_the_trial_member(string text, string nobody, string trial, bool needsClaims)
    {
        var requirement = Stage.Require(text);

        Assert.Equal(nobody, requirement.Evaluate(null).ToString());
        Assert.Equal(trial, requirement.Evaluate(Stage.Trial).ToString());
        Assert.Equal(needsClaims, requirement.NeedsClaims);
        Assert.Null(requirement.Fault);
    }

    [Theory]
    [InlineData("all granted", "all denied", "Granted", "Denied")]
    [InlineData("valid-user", "all denied", "NeedsUser", "Denied")]
    [InlineData("all denied", "valid-user", "NeedsUser", "Denied")]
    [InlineData("claim trial:0", "valid-user", "NeedsUser", "NeedsUser")]
    [InlineData("all granted", "valid-user", "Granted", "NeedsUser")]
    [InlineData("valid-user", "all granted", "Granted", "NeedsUser")]
    [InlineData("all denied", "all denied", "Denied", "Denied")]
    public void Any_and_all_answer_for_nobody_as_in_apache(string one, string other, string any, string all)
    {
        Requirement[] rules = [Stage.Require(one), Stage.Require(other)];

        Assert.Equal(any, Requirement.Any(rules).Evaluate(null).ToString());
        Assert.Equal(all, Requirement.All(rules).Evaluate(null).ToString());
    }

    [Fact]
    public void H22_Valid_user_beside_a_claim_lets_every_member_in_and_says_so()
    {
        var requirement = Requirement.Any([Stage.Require("valid-user"), Stage.Require("claim trial:0")]);

        Assert.Equal(Grant.Granted, requirement.Evaluate(Stage.Trial));
        Assert.False(requirement.NeedsClaims);
        Assert.Equal(
            ["claim trial:0 has no effect: one rule of several is enough, and another lets in more; use RequireAll if both must hold"],
            requirement.Warnings);
    }

    [Fact]
    public void Several_claims_of_which_one_is_enough_need_claims_and_get_no_warning()
    {
        var requirement = Requirement.Any([Stage.Require("claim trial:0"), Stage.Require("all denied"), Stage.Require("user bob")]);

        Assert.True(requirement.NeedsClaims);
        Assert.Empty(requirement.Warnings);
        Assert.Null(requirement.Fault);
        Assert.Equal(Grant.Granted, requirement.Evaluate(Stage.Full));
        Assert.Equal(Grant.Denied, requirement.Evaluate(Stage.Trial));
    }

    [Fact]
    public void Rules_that_look_at_no_claim_need_none_and_get_no_warning()
    {
        Requirement[] rules = [Stage.Require("all denied"), Stage.Require("valid-user")];

        Assert.False(Requirement.Any(rules).NeedsClaims);
        Assert.Empty(Requirement.Any(rules).Warnings);
        Assert.False(Requirement.Any([Stage.Require("all denied")]).NeedsClaims);
        Assert.False(Requirement.All(rules).NeedsClaims);
    }

    [Fact]
    public void Warnings_of_rules_inside_come_first()
    {
        const string unbound = "claim trial~0: the pattern is found anywhere in the value; bind it with ^ and $ if the whole value is meant";
        const string idle = "claim trial~0 has no effect: one rule of several is enough, and another lets in more; use RequireAll if both must hold";
        var search = Stage.Require("claim trial~0");
        var valid = Stage.Require("valid-user");

        Assert.Equal([unbound, idle], Requirement.Any([valid, search]).Warnings);
        Assert.Equal([unbound], Requirement.All([valid, Stage.Require("not claim trial~0")]).Warnings);
        Assert.Equal(["trial~0"], Requirement.All([valid, Requirement.None([search])]).ClaimWords.Select(word => word.Text));
    }

    [Fact]
    public void Fault_of_a_rule_inside_is_the_fault_of_the_whole()
    {
        var empty = Requirement.All([]);
        var valid = Stage.Require("valid-user");

        Assert.Equal("RequireAll holds no rule", Requirement.Any([valid, empty]).Fault);
        Assert.Equal("RequireAll holds no rule", Requirement.All([valid, empty]).Fault);
        Assert.Equal("RequireAny holds no rule", Requirement.All([valid, Requirement.None([])]).Fault);
    }

    [Fact]
    public void Directive_is_the_line_of_apaches_configuration()
    {
        Requirement[] rules = [Stage.Require("all granted"), Stage.Require("valid-user")];

        Assert.Equal("Require all granted", rules[0].Directive);
        Assert.Equal("Require not valid-user", Stage.Require("not valid-user").Directive);
        Assert.Equal("RequireAny ( all granted | valid-user )", Requirement.Any(rules).Directive);
        Assert.Equal("RequireAll ( all granted & valid-user )", Requirement.All(rules).Directive);
    }

    [Fact]
    public void A_negative_rule_may_stand_in_front_of_the_one_that_grants()
    {
        var requirement = Requirement.All([Stage.Require("not claim status:expired"), Stage.Require("valid-user")]);

        Assert.Equal(Grant.NeedsUser, requirement.Evaluate(null));
        Assert.Equal(Grant.Granted, requirement.Evaluate(Stage.Full));
        Assert.Equal(Grant.Denied, requirement.Evaluate(Stage.Expired));
    }

    [Fact]
    public void Not_takes_away_inside_all_and_is_silent_otherwise()
    {
        var requirement = Requirement.All([Stage.Require("valid-user"), Stage.Require("not claim status:expired")]);

        Assert.Null(requirement.Fault);
        Assert.True(requirement.NeedsClaims);
        Assert.Equal(Grant.NeedsUser, requirement.Evaluate(null));
        Assert.Equal(Grant.Granted, requirement.Evaluate(Stage.Full));
        Assert.Equal(Grant.Denied, requirement.Evaluate(Stage.Expired));
    }

    [Fact]
    public void None_takes_away_whoever_meets_one_of_its_rules()
    {
        var none = Requirement.None([Stage.Require("claim status:expired"), Stage.Require("user trial")]);
        var requirement = Requirement.All([Stage.Require("valid-user"), none]);

        Assert.Null(requirement.Fault);
        Assert.Equal(Grant.NeedsUser, requirement.Evaluate(null));
        Assert.Equal(Grant.Granted, requirement.Evaluate(Stage.Full));
        Assert.Equal(Grant.Denied, requirement.Evaluate(Stage.Trial));
        Assert.Equal(Grant.Denied, requirement.Evaluate(Stage.Expired));
    }

    [Fact]
    public void A_negative_rule_alone_grants_nothing_and_is_a_fault()
    {
        var not = Stage.Require("not claim trial:1");
        var inAny = Requirement.Any([Stage.Require("valid-user"), not]);
        var alone = Requirement.All([not]);
        var inner = Requirement.All([Stage.Require("valid-user"), inAny]);

        Assert.Equal(Grant.Denied, not.Evaluate(Stage.Full));
        Assert.Equal("not claim trial:1 grants nothing by itself; put it inside RequireAll beside a rule that grants", not.Fault);
        Assert.Equal(
            "not claim trial:1 has no effect where one rule of several is enough; put it inside RequireAll beside a rule that grants", inAny.Fault);
        Assert.Equal(inAny.Fault, inner.Fault);
        Assert.Equal("RequireAll ( not claim trial:1 ) grants nothing; it needs a rule that does, such as valid-user", alone.Fault);
        Assert.Equal("RequireAny holds no rule", Requirement.Any([]).Fault);
        Assert.Equal("RequireAll holds no rule", Requirement.All([]).Fault);
    }

    [Fact]
    public void A_requirement_is_written_in_apaches_words()
    {
        var requirement = Requirement.All(
        [
            Requirement.Any([Stage.Require("claim \"level:gold member\" x:y"), Stage.Require("user a \"b c\"")]),
            Stage.Require("not claim trial:1"),
            Requirement.None([Stage.Require("all denied"), Stage.Require("valid-user")]),
        ]);

        Assert.Equal(
            "RequireAll ( RequireAny ( claim \"level:gold member\" x:y | user a \"b c\" ) & not claim trial:1 & RequireNone ( all denied | valid-user ) )",
            requirement.ToString());
    }

    [Theory]
    [InlineData("", "the rule is empty; ")]
    [InlineData("all", "\"all\": write all granted or all denied")]
    [InlineData("all granted please", "\"all granted please\": write all granted or all denied")]
    [InlineData("valid-user bob", "\"valid-user bob\": valid-user stands alone; to name members write user NAME…")]
    [InlineData("user", "user needs at least one name")]
    [InlineData("claim", "claim needs at least one NAME:VALUE")]
    [InlineData("not not valid-user", "not stands once, in front of a rule")]
    [InlineData("not", "the rule is empty; ")]
    [InlineData("Require valid-user", "\"Require valid-user\": leave out the word Require")]
    [InlineData("require valid-user", "\"require valid-user\": leave out the word require")]
    [InlineData("user \"\"", "user needs at least one name")]
    [InlineData("user bob \"\"", "user needs at least one name")]
    [InlineData("claim trial:0 trial", "claim trial: write name:value, or name~pattern")]
    [InlineData("claim ~x", "claim ~x: write name:value, or name~pattern")]
    [InlineData("claim trial", "claim trial: write name:value, or name~pattern")]
    [InlineData("claim a.b", "claim a.b: write name:value, or name~pattern")]
    [InlineData("claim :0", "claim :0: write name:value, or name~pattern")]
    [InlineData("claim trial:%{env:X}", "claim trial:%{env:X}: %{…} is not filled in here; write the value itself")]
    [InlineData("claim \"trial:0", "a quote is opened but not closed in: claim \"trial:0")]
    [InlineData("ip 10.0.0.0/8", "\"ip 10.0.0.0/8\": ip is not understood here; ")]
    [InlineData("host x", "\"host x\": host is not understood here; ")]
    [InlineData("expr true", "\"expr true\": expr is not understood here; ")]
    [InlineData("env X", "\"env X\": env is not understood here; ")]
    [InlineData("group x", "\"group x\": group is not understood here; ")]
    [InlineData("local", "\"local\": local is not understood here; ")]
    [InlineData("claims_expr .a", "\"claims_expr .a\": claims_expr is not understood here; ")]
    public void What_is_not_understood_is_refused_with_a_remedy(string text, string expected)
    {
        const string understood = "understood are: all granted, all denied, valid-user, user NAME…, claim NAME:VALUE…, and not in front of these";

        Assert.False(Requirement.TryParse(text, out var requirement, out var fault));

        Assert.Null(requirement);
        Assert.Equal(expected.EndsWith("; ", StringComparison.Ordinal) ? expected + understood : expected, fault);
    }
}
