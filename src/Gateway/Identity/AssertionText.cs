using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Claims;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Identity;

/// <summary>What an assertion says, as JSON, in buffers that are used again: a page of thumbnails asks for hundreds of them.</summary>
internal sealed class AssertionText : IResettable, IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new(2048);
    private readonly Utf8JsonWriter _json;

    public AssertionText() => _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>What PHP is to know; values are bytes, one Latin-1 character each, and null is what must not be there.</summary>
    public List<KeyValuePair<string, string?>> Variables { get; } = new(48);

    public ReadOnlySpan<byte> Write(string site, DateTimeOffset now, TimeSpan life, string method, string target)
    {
        _json.WriteStartObject();
        _json.WriteString("aud", site);
        _json.WriteNumber("iat", now.ToUnixTimeSeconds());
        _json.WriteNumber("exp", (now + life).ToUnixTimeSeconds());
        _json.WriteString("method", method);
        _json.WriteString("target", target);
        WriteTexts();
        WriteBytes();
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenSpan;
    }

    public bool TryReset()
    {
        Variables.Clear();
        _bytes.ResetWrittenCount();
        _json.Reset(_bytes);
        return true;
    }

    public void Dispose() => _json.Dispose();

    private void WriteTexts()
    {
        _json.WriteStartObject("vars");
        foreach (var (name, value) in Variables)
        {
            if (value is null) _json.WriteNull(name);
            else if (Ascii.IsValid(value)) _json.WriteString(name, value);
            else if (BytesOf(value) is var bytes && Utf8.IsValid(bytes)) _json.WriteString(name, bytes);
        }

        _json.WriteEndObject();
    }

    // JSON holds no other bytes than UTF-8; what a site has encoded otherwise goes as base64.
    private void WriteBytes()
    {
        var isOpen = false;
        foreach (var (name, value) in Variables)
        {
            if (value is null || Ascii.IsValid(value) || BytesOf(value) is var bytes && Utf8.IsValid(bytes)) continue;
            if (!isOpen) _json.WriteStartObject("bytes");
            isOpen = true;
            _json.WriteBase64String(name, BytesOf(value));
        }

        if (isOpen) _json.WriteEndObject();
    }

    private static byte[] BytesOf(string value) => Encoding.Latin1.GetBytes(value);
}
