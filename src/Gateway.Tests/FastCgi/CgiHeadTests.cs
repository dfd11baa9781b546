using System.Text;
using Gateway.FastCgi;
using Xunit;

namespace Gateway.Tests.FastCgi;

public sealed class CgiHeadTests
{
    [Theory]
    [InlineData("Content-Type: a\r\n\r\nbody", 19)]
    [InlineData("Content-Type: a\n\nbody", 17)]
    [InlineData("A: b\r\nC: d\n\r\nbody", 13)]
    [InlineData("A: b\r\nC: d\r\n", 0)]
    [InlineData("A: b\r\n\r", 0)]
    [InlineData("no line", 0)]
    public void A_block_ends_at_its_first_empty_line(string bytes, int end) => Assert.Equal(end, CgiHead.EndOf(Encoding.ASCII.GetBytes(bytes)));

    [Theory]
    [InlineData("Status: 404 Not Found", 404, "Not Found")]
    [InlineData("Status: 200", 200, null)]
    [InlineData("status:599 x", 599, "x")]
    [InlineData("X: y", 200, null)]
    [InlineData("Location: /a", 302, null)]
    [InlineData("Location: /a\r\nStatus: 301 Moved", 301, "Moved")]
    public void The_status_is_the_one_that_is_said_or_follows(string lines, int status, string? reason)
    {
        var head = Read(lines);

        Assert.Equal((status, reason), (head.Status, head.Reason));
    }

    [Theory]
    [InlineData("Status: abc", "a Status that no answer has")]
    [InlineData("Status: 99", "a Status that no answer has")]
    [InlineData("Status: 100", "a Status that no answer has")]
    [InlineData("Status: 1000", "a Status that no answer has")]
    [InlineData("Status: +20", "a Status that no answer has")]
    [InlineData("Status: 200\r\nStatus: 200", "two Status lines")]
    [InlineData("HTTP/1.1 200 OK", "a line that is no header")]
    [InlineData("no colon", "a line that is no header")]
    [InlineData(": no name", "a line that is no header")]
    [InlineData("a name: x", "a line that is no header")]
    [InlineData("A: b\r\n folded: c", "a line that is no header")]
    [InlineData("A: b\rSet-Cookie: c", "a control character in a header")]
    [InlineData("A: b\0", "a control character in a header")]
    [InlineData("Content-Length: 1\r\nContent-Length: 2", "two Content-Lengths")]
    [InlineData("Content-Length: -1", "a Content-Length that is no number")]
    [InlineData("Content-Length: 1, 1", "a Content-Length that is no number")]
    public void What_a_browser_may_not_get_is_refused(string lines, string fault)
    {
        Assert.Null(CgiHead.Parse(Bytes(lines), out var said));
        Assert.Equal(fault, said);
    }

    [Fact]
    public void Lines_about_the_connection_are_left_out_and_the_others_keep_their_order()
    {
        var head = Read("Set-Cookie: a=1\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\nX-U:\r\nset-cookie:b=2\t ");

        Assert.Equal(["Set-Cookie=a=1", "X-U=", "set-cookie=b=2"], head.Lines.Select(line => $"{line.Key}={line.Value}"));
        Assert.Equal(3, head.ContentLength);
    }

    [Fact]
    public void Two_hundred_lines_are_taken_and_one_more_is_not()
    {
        Assert.Equal(200, Read(string.Join("\r\n", Enumerable.Range(0, 200).Select(at => $"X-{at}: y"))).Lines.Count);
        Assert.Null(CgiHead.Parse(Bytes(string.Join("\r\n", Enumerable.Range(0, 201).Select(at => $"X-{at}: y"))), out var fault));
        Assert.Equal("more than 200 header lines", fault);
    }

    private static CgiHead Read(string lines)
    {
        var head = CgiHead.Parse(Bytes(lines), out var fault);
        Assert.Equal("", fault);
        return head!;
    }

    private static byte[] Bytes(string lines) => Encoding.Latin1.GetBytes(lines + "\r\n\r\n");
}
