using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Sites;

/// <summary>Whose a file is, by Linux' own account (<c>statx</c>): .NET does not tell. Elsewhere nobody is a stranger.</summary>
internal static class FileOwner
{
    private const int FromCurrentFolder = -100;
    private const uint AskForUser = 0x8;
    private const int LinkItself = 0x100;
    private const int AnswerBytes = 256;
    private const int UserAt = 20;

    /// <summary>
    /// Another user's than root's, this process's own, and that of the folder of the configuration, who could change all of it anyway. A link
    /// counts as well as what it points to: who made it could have us show a file that he may not read himself.
    /// </summary>
    public static bool IsStranger(string path, string folder) =>
        OperatingSystem.IsLinux() && (IsStranger(UserOf(path), folder) || IsStranger(UserOf(path, LinkItself), folder));

    private static bool IsStranger(uint? user, string folder) => user is not (null or 0) && user != UserOf("/proc/self") && user != UserOf(folder);

    private static uint? UserOf(string path, int flags = 0)
    {
        var answer = new byte[AnswerBytes];
        return Ask(FromCurrentFolder, [.. Encoding.UTF8.GetBytes(path), 0], flags, AskForUser, answer) == 0
            ? BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(UserAt))
            : null;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ask(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
