using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public sealed class SettingPathTests
{
    [Theory]
    [InlineData("Listen", "Listen", false)]
    [InlineData("Session.Cookie.Name", "Name", false)]
    [InlineData("Listen[0]", "Listen", true)]
    [InlineData("Paths['/members/'][0]", "/members/", true)]
    [InlineData("Paths['/members/'][0].Require", "Require", false)]
    [InlineData("Paths['a.b']", "a.b", false)]
    [InlineData("Paths['[']", "[", false)]
    [InlineData("Paths['['][1][2]", "[", true)]
    [InlineData("Paths['']", "", false)]
    [InlineData("']", "']", false)]
    public void Last_name_of_a_path_is_found_whatever_its_letters(string path, string name, bool isItem) => Assert.Equal((name, isItem), SettingPath.Last(path));
}
