using Gateway.Operations;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Operations;

/// <summary>The file behind the lines: rotated, gone, too slow.</summary>
public sealed class AccessLogWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-access-").FullName;
    private readonly LogLines _log = new();

    private string File => Path.Combine(_folder, "access.log");

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task More_lines_than_may_wait_are_lost_and_counted_and_said_once()
    {
        using var writer = Writer();
        for (var i = 0; i < AccessLogWriter.MostWaiting + 7; i++) writer.Write(File, $"{i}\n");

        await writer.StartAsync(TestContext.Current.CancellationToken);
        await writer.StopAsync(TestContext.Current.CancellationToken);

        var lines = await System.IO.File.ReadAllLinesAsync(File, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, AccessLogWriter.MostWaiting).Select(i => $"{i}"), lines);
        Assert.Equal($"The access log {File} is written again; lines lost: 7.", Assert.Single(_log.Warnings).Text);
    }

    [Fact]
    public async Task What_stands_in_the_file_stays_and_nobody_else_may_read_what_is_new()
    {
        await System.IO.File.WriteAllTextAsync(File, "before\n", TestContext.Current.CancellationToken);
        var other = Path.Combine(_folder, "new.log");
        using var writer = Writer();
        writer.Write(File, "after\n");
        writer.Write(other, "new\n");

        await writer.StartAsync(TestContext.Current.CancellationToken);
        await writer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("before\nafter\n", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.None, System.IO.File.GetUnixFileMode(other) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite));
    }

    [Fact]
    public async Task A_folder_that_is_gone_loses_the_lines_and_is_said_once()
    {
        using var writer = Writer();
        writer.Write(Path.Combine(_folder, "gone", "a.log"), "1\n");
        writer.Write(Path.Combine(_folder, "gone", "b.log"), "2\n");

        await writer.StartAsync(TestContext.Current.CancellationToken);
        await writer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains("cannot be written", Assert.Single(_log.Warnings).Text, StringComparison.Ordinal);
    }

    private AccessLogWriter Writer()
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return new AccessLogWriter(Some.Metrics(), TimeProvider.System, loggers.CreateLogger<AccessLogWriter>());
    }
}
