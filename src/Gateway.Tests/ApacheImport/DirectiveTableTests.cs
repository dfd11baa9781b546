using Gateway.ApacheImport;
using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.ApacheImport;

public sealed class DirectiveTableTests
{
    [Fact]
    public void The_table_in_deploy_is_the_one_that_the_importer_goes_by() =>
        Assert.Equal(DirectiveMap.Markdown(), File.ReadAllText(Path.Combine(Sources.Root, "deploy", "apache-directives.md")));
}
