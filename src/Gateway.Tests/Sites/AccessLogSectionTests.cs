using Xunit;

namespace Gateway.Tests.Sites;

public sealed class AccessLogSectionTests
{
    [Theory]
    [InlineData("access.log")]
    [InlineData("{site}.log")]
    public void A_file_beside_the_configuration_is_taken_and_not_made(string written)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["AccessLog"] = $"\"{written}\"";

        var path = ConfigurationFolder.Good(folder.Read()).AccessLog;

        Assert.Equal(Path.Combine(folder.Folder, written), path);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("logs/", "is a folder. Write the name of a file in it.")]
    [InlineData("/tmp", "is a folder. Write the name of a file in it.")]
    [InlineData("/nowhere/access.log", "lies in no folder of this machine. Make /nowhere, and let the user that runs the gateway write there.")]
    [InlineData("/var/{site}/access.log", "has {site} in a folder. Write it in the name of the file: logs/{site}.log.")]
    public void What_cannot_be_a_file_is_refused(string written, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["AccessLog"] = $"\"{written}\"";

        Assert.Equal([$"gateway.json:13: AccessLog: \"{written}\" {expected}"], folder.Faults());
    }

    [Fact]
    public void Left_out_no_log_is_kept()
    {
        using var folder = new ConfigurationFolder();

        Assert.Null(ConfigurationFolder.Good(folder.Read()).AccessLog);
    }
}
