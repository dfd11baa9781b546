using Xunit;

namespace Gateway.Tests.Conventions;

public sealed class HouseTests
{
    private static readonly string[] ForbiddenEndings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Service", "Processor", "Base", "Impl", "Wrapper"];

    [Fact]
    public void Rooms_use_only_the_rooms_that_the_table_allows() => Assert.Empty(RoomRule.Violations(Sources.Product));

    [Fact]
    public void Arrows_of_the_table_point_to_earlier_rooms()
    {
        var order = RoomRule.Table.Select(entry => entry.Room).ToList();

        foreach (var (room, uses) in RoomRule.Table)
            Assert.All(uses, used => Assert.True(order.IndexOf(used) < order.IndexOf(room), $"{room} -> {used}"));
    }

    [Theory]
    [InlineData("using Gateway.Vanity;")]
    [InlineData("using Action = Gateway.Vanity.LogoutAction;")]
    [InlineData("internal sealed class Bad { private Vanity.LogoutAction? _action; }")]
    [InlineData("internal sealed class Bad { private Gateway.Vanity.LogoutAction? _action; }")]
    [InlineData("global using Gateway.Sites;")]
    public void A_forbidden_arrow_is_found(string code)
    {
        var bad = Sources.Parse("Claims/Bad.cs", "Claims", code);

        Assert.Single(RoomRule.Violations([.. Sources.Product, bad]));
    }

    [Theory]
    [InlineData("// using Gateway.Vanity;")]
    [InlineData("internal sealed class Good { private string _text = \"Gateway.Vanity.LogoutAction\"; }")]
    [InlineData("internal sealed class Good { private object? Rules => null; private string? _text => Rules?.ToString(); }")]
    public void A_name_that_is_no_arrow_is_left_alone(string code)
    {
        var good = Sources.Parse("Claims/Good.cs", "Claims", code);

        Assert.Empty(RoomRule.Violations([.. Sources.Product, good]));
    }

    [Fact]
    public void Files_are_short_and_named_for_a_type_in_them()
    {
        Assert.All(Sources.Product, source =>
        {
            Assert.Contains(source.Name, source.Code, StringComparison.Ordinal);
            Assert.True(File.ReadAllLines(Path.Combine(Sources.Root, "src", "Gateway", source.Path)).Length <= 300, $"{source.Path} is longer than 300 lines");
        });
    }

    [Fact]
    public void Names_say_what_a_type_decides() =>
        Assert.All(Sources.Product, source => Assert.DoesNotContain(ForbiddenEndings, ending => source.Name.EndsWith(ending, StringComparison.Ordinal)));
}
