using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>The files that <c>gateway new</c> makes of its answers: name → content, the configuration last. Secrets have files of their own.</summary>
internal static class NewConfiguration
{
    public const string UpstreamSecret = "upstream-secret";

    private const string Passphrase = "passphrase";
    private const string Secret = "nats-secret";
    private const string WellKnown = "/.well-known/member-openid-configuration";

    /// <param name="folder">Where the configuration will stand, and relative paths begin.</param>
    public static IReadOnlyList<(string? Name, string Content)> Of(IReadOnlyDictionary<Question, string> answers, string folder)
    {
        var files = new List<(string? Name, string Content)> { (Passphrase, MadeUp()), (UpstreamSecret, MadeUp()) };
        var secret = answers[Question.ClientSecret];
        if (!TextSource.IsReference(secret)) files.Add((Secret, secret));
        files.Add((null, Text(answers, Reference(secret, folder))));
        return files;
    }

    /// <summary>All that may be written beside the configuration.</summary>
    public static IReadOnlyList<string> Secrets { get; } = [Passphrase, UpstreamSecret, Secret];

    private static string MadeUp() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n";

    private static string Reference(string secret, string folder) =>
        TextSource.IsFile(secret) ? $"file:{Path.GetFullPath(secret["file:".Length..], Path.GetFullPath(folder))}"
        : TextSource.IsReference(secret) ? secret
        : $"file:{Secret}";

    private static string Text(IReadOnlyDictionary<Question, string> answers, string secret)
    {
        var folder = answers[Question.Folder].TrimEnd('/') + "/";
        var open = folder == "/" ? "" : "\n        \"/\": \"all granted\",";
        var signed = answers[Question.SignedUserInfo] == "yes" ? ",\n        \"UserInfoSignedResponseAlg\": \"RS256\"" : "";
        return $$"""
            {
              "Listen": [ "http://127.0.0.1:8080" ],
              "TrustedProxies": [ "127.0.0.1" ],   // the web server in front, which ends TLS
              "Sites": {
                {{Json(answers[Question.Site])}}: {   // part of every key, so it stays
                  "Origins": [ {{Json(answers[Question.Origin])}} ],
                  "RedirectUri": {{Json(answers[Question.Vanity])}},
                  "Passphrase": "file:{{Passphrase}}",
                  "Provider": {
                    "MetadataUrl": {{Json(Metadata(answers[Question.Nats]))}},
                    "ClientId": {{Json(answers[Question.ClientId])}},
                    "ClientSecret": {{Json(secret)}}{{signed}}
                  },
                  "Upstream": {{Json(answers[Question.Upstream].TrimEnd('/'))}},
                  "UpstreamSecret": "file:{{UpstreamSecret}}",   // by which it knows Gateway
                  "Paths": {{{open}}
                    {{Json(folder)}}: "valid-user"
                  }
                }
              }
            }

            """.ReplaceLineEndings("\n");
    }

    private static string Metadata(string nats) => new Uri(nats).AbsolutePath == "/" ? nats.TrimEnd('/') + WellKnown : nats;

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
