using System.Text;

namespace Gateway.Sites;

/// <summary>
/// Reads a text file that a setting names. A relative path starts at the folder of the configuration and stays in it; whoever
/// means another place writes it out, and gets no file that a stranger could change.
/// </summary>
internal static class ConfiguredFile
{
    private const int Longest = 1024 * 1024;
    private const string OpenToAll = "names a file that every user of this machine may read. chmod o-r would change that.";
    private const string OfStranger = "names a file of another user, who may change it at any time. chown it to root or to the user that runs Gateway, or put it beside this configuration.";

    // Where container engines mount secrets, with the owner that they have outside, who is nobody inside; only root can put a file there.
    private const string MountedSecrets = "/run/secrets";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SourcedText Read(string folder, string path)
    {
        try
        {
            var full = Path.GetFullPath(path, folder);
            if (!Path.IsPathRooted(path) && !(IsBelow(folder, full) && IsBelow(folder, Target(full))))
            {
                return new(null, "leaves the folder of this configuration. Write the absolute path if that is meant.");
            }

            return MayBeStrangers(folder, full) || !FileOwner.IsStranger(full, folder) ? Read(full) : new(null, OfStranger);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(null, $"cannot be read: {Reason(refused)}");
        }
    }

    /// <summary>Whether every user of the machine may read it. A link is judged by what it points to.</summary>
    public static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(Target(path)).HasFlag(UnixFileMode.OtherRead);

    private static SourcedText Read(string full)
    {
        using var stream = File.OpenRead(full);
        var buffer = new byte[Longest + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length > Longest)
        {
            return new(null, "names a file above 1 MiB. Name a text file.");
        }

        return Text(buffer.AsSpan(0, length)) switch
        {
            null => new(null, "names a file that is no UTF-8 text. Save it as UTF-8."),
            "" => new(null, "names an empty file. Write the text into it."),
            var text => new(text, SecretWarning: IsReadableByOthers(full) ? OpenToAll : null),
        };
    }

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = StrictUtf8.GetString(bytes);
            text = text.StartsWith('\uFEFF') ? text[1..] : text;
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Target(string full) => File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;

    private static bool MayBeStrangers(string folder, string full) => IsBelow(MountedSecrets, full) || (IsBelow(folder, full) && IsBelow(folder, Target(full)));

    private static bool IsBelow(string folder, string full)
    {
        var relative = Path.GetRelativePath(folder, full);
        return relative is not ("." or "..") && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }

    private static string Reason(Exception refused) => refused switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        UnauthorizedAccessException => "no permission, or a folder.",
        _ => "no file can have that name, or the disk failed.",
    };
}
