namespace Gateway.Sites;

/// <summary>How a file looks from outside: equal as long as nobody changes it, also by way of a link.</summary>
internal sealed record FileLook(string File, long Written, long Length)
{
    public static FileLook Of(string file)
    {
        try
        {
            var found = new FileInfo(file);
            found = found.Exists && found.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : found;
            return found.Exists ? new(file, found.LastWriteTimeUtc.Ticks, found.Length) : new(file, 0, 0);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new(file, 0, 0);   // whoever reads it says what is wrong
        }
    }

    public FileLook Again() => Of(File);
}
