using Gateway.Chaos.Judging;

namespace Gateway.Chaos.Parts;

/// <summary>The PHP files and pictures of the site. Each says which it is, and scripts say for whom they ran: the oracle reads that.</summary>
internal static class MembersArea
{
    private const string Script = """
        <?php
        header('Content-Type: text/html; charset=utf-8');
        echo 'chaos|', $_SERVER['SCRIPT_NAME'], '|', $_SERVER['REMOTE_USER'] ?? '', '|', $_SERVER['OIDC_CLAIM_trial'] ?? '', '|', $_SERVER['OIDC_access_token'] ?? '', '|end';
        """;

    public static void Write(string root)
    {
        foreach (var page in SitePages.All)
        {
            var file = root + page.Path;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, page.IsScript ? Script : $"chaos|{page.Path}||||end");
        }
    }
}
