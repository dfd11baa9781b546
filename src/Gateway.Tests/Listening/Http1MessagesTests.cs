using System.Text;
using Gateway.Listening;
using Xunit;

namespace Gateway.Tests.Listening;

public sealed class Http1MessagesTests
{
    private const string Blanks = "a Content-Length with blanks behind it";
    private const string Endless = "a Content-Length in an endless line";
    private const string Get = "GET / HTTP/1.1\r\n";
    private const string Chunked = Get + "Transfer-Encoding: chunked\r\n\r\n";

    // What a head says, what follows it, and what is wrong with its length.
    private static readonly (string Head, string Body, string? Fault)[] Messages =
    [
        (Get + "\r\n", "", null),
        (Get + "Content-Length: 0 \r\n\r\n", "", Blanks),
        ("\r\n\r\n" + Get + "Host: a.example\r\n\r\n", "", null),
        (Get + "Content-Length: 41\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 5 \r\n\r\nhello"[..41], null),
        (Get + "Content-Length: 5 \r\n\r\n", "hello", Blanks),
        (Get + "content-LENGTH:5\t\r\n\r\n", "hello", Blanks),
        (Get + "Content-Length:   5\r\n\r\n", "he\nlo", null),
        (Get + "Content-Length:\t5 \t \r\nX: y\r\n\r\n", "\r\n\r\n\n", Blanks),
        (Get + "X-Content-Length: 5 \r\nContent-Length-X: 5 \r\nContent: 5 \r\n\r\n", "", null),
        ("Content-Length: 5 \r\n\r\n", "", null),   // that was a request line
        (Get + "Content-Length:" + new string(' ', MostBlanks) + "5\r\n\r\n", "hello", null),
        (Get + "Content-Length:" + new string(' ', MostBlanks + 1) + "5\r\n\r\n", "", Endless),   // refused: nothing of it is read
        (Get + "X: " + new string('x', 300) + " \r\nContent-Length: 3\r\n\r\n", "abc", null),
        (Chunked, "0\r\n\r\n", null),
        (Get + "Content-Length: 1 \r\n\r\n", "x", Blanks),
        (Chunked, "26\r\nGET / HTTP/1.1\r\nContent-Length: 5 \r\n\r\n\r\n00A;x=\"y\"\r\n0\r\n\r\n12345\r\n0\r\n\r\n", null),
        (Get + "transfer-encoding:" + new string(' ', 80) + "chunked\r\n\r\n", "1\r\nx\r\n0;last\r\nContent-Length: 5 \r\nX: " + new string('y', 300) + "\r\n\r\n", null),
        (Chunked, $"1;{new string('x', Http1Messages.MostBeforeChunk - 4)}\r\n{new string('1', 1)}\r\n12c\r\n{new string('\n', 300)}\r\n0\r\n\r\n", null),
        (Get + "Content-Length: 2\r\n\r\n", "\r\n", null),
        (Get + "Content-Length: 2 \r\n\r\n", "\r\n", Blanks),
    ];

    private const int MostBlanks = Http1Messages.MostOfLength - 18;   // name, colon, digit, line end

    private static int Longest => Messages.Max(message => message.Head.Length + message.Body.Length);

    [Fact]
    public void F92_A_blank_behind_a_length_is_found_wherever_it_stands_and_however_its_bytes_come()
    {
        for (var size = 1; size <= Longest; size++)
        {
            var messages = new Http1Messages();
            foreach (var (head, body, fault) in Messages)
            {
                Read(messages, head, size);
                Assert.Equal((size, head, fault), (size, head, messages.Serve()));
                Read(messages, body, size);
                Assert.False(messages.IsEndless, $"{size}: {body}");
            }
        }
    }

    [Fact]
    public void F92_So_it_is_at_every_cut_in_two()
    {
        foreach (var (head, body, fault) in Messages)
        {
            for (var cut = 0; cut <= head.Length; cut++)
            {
                var messages = new Http1Messages();
                Read(messages, head[..cut], Longest);
                Read(messages, head[cut..], Longest);
                Assert.Equal((cut, head, fault), (cut, head, messages.Serve()));
            }

            for (var cut = 0; cut <= body.Length; cut++)
            {
                var messages = new Http1Messages();
                Read(messages, head, Longest);
                messages.Serve();
                Read(messages, body[..cut], Longest);
                Read(messages, body[cut..] + Get + "Content-Length: 7 \r\n\r\n", Longest * 2);
                Assert.Equal((cut, body, Blanks), (cut, body, messages.Serve()));
            }
        }
    }

    [Theory]
    [InlineData("", ";", false)]
    [InlineData("5\r\nhello\r\n", ";", false)]
    [InlineData("12c;x\r\n{300}\r\n", ";", false)]
    [InlineData("", "", true)]
    public void F93_An_endless_line_before_a_chunk_is_found_before_it_ends(string before, string sign, bool isLast)
    {
        var begun = before.Replace("{300}", new string(';', 300), StringComparison.Ordinal) + (isLast ? "0" : "2") + sign;
        var rest = Http1Messages.MostBeforeChunk - 1 - sign.Length;
        foreach (var size in (int[])[1, 7, 64, 255, 256, 257, 1000])
        {
            var messages = Serving(Chunked);
            Read(messages, begun + new string('x', rest), size);
            Assert.False(messages.IsEndless);

            messages.Read("x"u8);

            Assert.True(messages.IsEndless);
        }
    }

    [Fact]
    public void What_nobody_serves_is_held_to_nothing()
    {
        var messages = Serving(Get + "Upgrade: websocket\r\n\r\n");

        Read(messages, "\u0081\u0005hello\r\n" + Chunked[Get.Length..] + "2;" + new string('x', 1000), 1000);

        Assert.False(messages.IsEndless);
    }

    private static Http1Messages Serving(string head)
    {
        var messages = new Http1Messages();
        Read(messages, head, head.Length);
        Assert.Null(messages.Serve());
        return messages;
    }

    private static void Read(Http1Messages messages, string text, int size)
    {
        foreach (var piece in Encoding.Latin1.GetBytes(text).Chunk(size)) messages.Read(piece);
    }
}
