using System.Globalization;
using System.Text;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Operations;

/// <summary>
/// One request in Apache's combined format, escaped as Apache does: nothing that a browser sent makes a second line or another field.
/// </summary>
internal sealed class AccessLogLine(QueryMask mask)
{
    private const int Longest = 2048;   // of a header; a request line has a limit of its own

    public string Of(HttpContext context, DateTimeOffset began, long bytes)
    {
        var request = SiteRequest.Find(context);
        var address = request?.Client ?? context.Connection.RemoteIpAddress;
        var target = mask.OfTarget(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, request);
        var referer = context.Request.Headers.Referer.ToString();

        var line = new StringBuilder(256);
        line.Append(address).Append(" - ");
        Escape(line, Encoding.UTF8.GetBytes(context.Features.Get<RequestMember>()?.Live?.Session.User ?? "-"), orDash: false);
        line.Append(CultureInfo.InvariantCulture, $" [{Time(began)}] \"");
        Escape(line, Latin1(context.Request.Method), orDash: false);
        line.Append(' ');
        Escape(line, Latin1(target), orDash: false);
        line.Append(CultureInfo.InvariantCulture, $" {context.Request.Protocol}\" {context.Response.StatusCode} ");
        if (bytes == 0) line.Append('-');
        else line.Append(bytes);
        line.Append(" \"");
        Escape(line, Latin1(mask.OfReferer(referer, request)), orDash: true);
        line.Append("\" \"");
        Escape(line, Latin1(context.Request.Headers.UserAgent.ToString()), orDash: true);
        return line.Append("\"\n").ToString();
    }

    private static string Time(DateTimeOffset began)
    {
        var offset = began.Offset.ToString("hhmm", CultureInfo.InvariantCulture);
        return began.ToString("dd/MMM/yyyy:HH:mm:ss ", CultureInfo.InvariantCulture) + (began.Offset < TimeSpan.Zero ? "-" : "+") + offset;
    }

    // Header lines are kept as their bytes, one a character.
    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static void Escape(StringBuilder line, ReadOnlySpan<byte> text, bool orDash)
    {
        if (text.IsEmpty && orDash) line.Append('-');
        var cut = orDash && text.Length > Longest;
        foreach (var one in cut ? text[..Longest] : text)
        {
            switch (one)
            {
                case (byte)'"' or (byte)'\\':
                    line.Append('\\').Append((char)one);
                    break;
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
                    line.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
                    break;
                default:
                    line.Append((char)one);
                    break;
            }
        }

        if (cut) line.Append("...");
    }
}
