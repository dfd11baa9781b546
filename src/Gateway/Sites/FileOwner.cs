using System.Buffers.Binary;
using System.Globalization;
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

    // As whom README and deploy/gateway.service have Gateway run.
    private const string ServiceUser = "gateway";
    private const string Accounts = "/etc/passwd";

    /// <summary>
    /// Another user's than root's, this process's own, and that of the folder of the configuration, who could change all of it anyway; nor is the
    /// service's user a stranger to root, who looks in his place (<c>sudo gateway check</c>). A link counts as well as what it points to: who made
    /// it could have us show a file that he may not read himself.
    /// </summary>
    public static bool IsStranger(string path, string folder) =>
        OperatingSystem.IsLinux() && (IsStranger(UserOf(path), folder) || IsStranger(UserOf(path, LinkItself), folder));

    /// <summary>By the numbers of those users, where there are such.</summary>
    public static bool IsStranger(uint owner, uint? self, uint? folder, uint? service) =>
        owner != 0 && owner != self && owner != folder && !(self == 0 && owner == service);

    /// <summary>The number of the service's user among these lines of <c>passwd</c>; null where there is none.</summary>
    public static uint? ServiceUserOf(IEnumerable<string> accounts) => accounts.Select(line => line.Split(':'))
        .Where(account => account is [ServiceUser, _, _, ..])
        .Select(account => uint.TryParse(account[2], NumberStyles.None, CultureInfo.InvariantCulture, out var user) ? user : (uint?)null).FirstOrDefault();

    private static bool IsStranger(uint? user, string folder)
    {
        var self = UserOf("/proc/self");
        return user is { } owner && IsStranger(owner, self, UserOf(folder), self == 0 && File.Exists(Accounts) ? ServiceUserOf(File.ReadLines(Accounts)) : null);
    }

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
