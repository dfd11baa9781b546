using System.Globalization;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>Reads the commands that a client of Redis sends, however the bytes fall into pieces.</summary>
internal sealed class RespReader
{
    private readonly List<byte> _pending = [];

    /// <summary>The commands that are whole by now, each with its arguments as Latin-1.</summary>
    public IReadOnlyList<string[]> Read(ReadOnlySpan<byte> piece)
    {
        _pending.AddRange(piece);
        var commands = new List<string[]>();
        for (var at = 0; TryRead(ref at) is { } command;)
        {
            commands.Add(command);
            _pending.RemoveRange(0, at);
            at = 0;
        }

        return commands;
    }

    private string[]? TryRead(ref int at)
    {
        if (TryLine(ref at) is not ['*', .. var count]) return null;

        var arguments = new string[int.Parse(count, CultureInfo.InvariantCulture)];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (TryLine(ref at) is not ['$', .. var size]) return null;
            var length = int.Parse(size, CultureInfo.InvariantCulture);
            if (_pending.Count < at + length + 2) return null;
            arguments[i] = Encoding.Latin1.GetString([.. _pending.GetRange(at, length)]);
            at += length + 2;
        }

        return arguments;
    }

    private string? TryLine(ref int at)
    {
        var end = _pending.IndexOf((byte)'\n', at);
        if (end < 0) return null;

        var line = Encoding.Latin1.GetString([.. _pending.GetRange(at, end - 1 - at)]);
        at = end + 1;
        return line;
    }
}
