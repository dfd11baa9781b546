using System.Globalization;
using System.Text;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Operations;

/// <summary>
/// One request in Apache's combined format, escaped as Apache does: nothing that a browser sent makes a second line or another field, nor does
/// the name of a member.
/// </summary>
internal sealed class AccessLogLine(QueryMask mask)
{
    private const string Nothing = "-";
    private const int LongestUser = 256;
    private const int LongestHeader = 2048;   // a request line has a limit of its own

    // Apache leaves all of these but the quote as they are. But a user stands bare, between a blank and the bracket of the time, and what comes after is
    // quoted: with one of these a name would be two fields, or a time and a request of its own making.
    private static ReadOnlySpan<byte> EndsOfUser => " []\""u8;

    public string Of(HttpContext context, DateTimeOffset began, long bytes)
    {
        var request = SiteRequest.Find(context);
        var address = request?.Client ?? context.Connection.RemoteIpAddress;
        var target = mask.OfTarget(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, request);
        var user = context.Features.Get<RequestMember>()?.Live?.Session.User ?? Nothing;
        var referer = OrNothing(mask.OfReferer(context.Request.Headers.Referer.ToString(), request));
        var agent = OrNothing(context.Request.Headers.UserAgent.ToString());

        var line = new StringBuilder(256);
        line.Append(address).Append(" - ");
        Escape(line, Encoding.UTF8.GetBytes(user), LongestUser, EndsOfUser);
        line.Append(CultureInfo.InvariantCulture, $" [{Time(began)}] \"");
        Escape(line, Latin1(context.Request.Method));
        line.Append(' ');
        Escape(line, Latin1(target));
        line.Append(CultureInfo.InvariantCulture, $" {context.Request.Protocol}\" {context.Response.StatusCode} ");
        if (bytes == 0) line.Append('-');
        else line.Append(bytes);
        line.Append(" \"");
        Escape(line, Latin1(referer), LongestHeader);
        line.Append("\" \"");
        Escape(line, Latin1(agent), LongestHeader);
        return line.Append("\"\n").ToString();
    }

    private static string OrNothing(string text) => text.Length == 0 ? Nothing : text;

    private static string Time(DateTimeOffset began)
    {
        var offset = began.Offset.ToString("hhmm", CultureInfo.InvariantCulture);
        return began.ToString("dd/MMM/yyyy:HH:mm:ss ", CultureInfo.InvariantCulture) + (began.Offset < TimeSpan.Zero ? "-" : "+") + offset;
    }

    // Header lines are kept as their bytes, one a character.
    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static void Escape(StringBuilder line, ReadOnlySpan<byte> text, int longest = int.MaxValue, ReadOnlySpan<byte> alsoByNumber = default)
    {
        var cut = text.Length > longest;
        foreach (var one in cut ? text[..longest] : text)
        {
            switch (one)
            {
                case (byte)'\n':
                    line.Append("\\n");
                    break;
                case (byte)'\r':
                    line.Append("\\r");
                    break;
                case (byte)'\t':
                    line.Append("\\t");
                    break;
                case < 0x20 or >= 0x7F:
                case var _ when alsoByNumber.Contains(one):
                    line.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
                    break;
                case (byte)'"' or (byte)'\\':
                    line.Append('\\').Append((char)one);
                    break;
                default:
                    line.Append((char)one);
                    break;
            }
        }

        if (cut) line.Append("...");
    }
}
