using Gateway.Commands;
using Xunit;

namespace Gateway.Tests.Sites;

/// <summary>A fault shows where it is with a caret, and nothing that may be a secret.</summary>
public sealed class FaultQuoteTests : IDisposable
{
    private const int LongestOfASecretShown = 3;

    private static readonly string[] Secrets = ["zQ7x:W9{vK;3p", "mJ4k L8\\\"rT}2q", "hB5y/uN6[wD]1c", "gF0s//eX8jR'4v", "pC3t kZ7#nV5:a", "yA2o*/iU9,xS6b"];

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Upstream", "\"8081\"", "\"Upstream\": \"8081\"", 12)]
    [InlineData("Upstrem", "\"http://127.0.0.1:8082\"", "\"Upstrem\": …", 0)]
    [InlineData("Passphrase", "5", "\"Passphrase\": …", 0)]
    [InlineData("Passphrase", "[ \"\" ]", "\"Passphrase\": …", 0)]
    [InlineData("Provider", "{ \"MetadataUrl\": \"https://nats.example/x\", \"ClientSecret\": \"hush\" }", "\"Provider\": { … }", 0)]
    [InlineData("RedirectUri", "7", "\"RedirectUri\": 7", 15)]
    [InlineData("Paths", "{ \"/\": [ \"valid-user\", \"claim\" ] }", "\"/\": [ … \"claim\" … ]", 9)]
    [InlineData("Paths", "{ \"/a/it's\": \"foo\" }", "\"/a/it's\": \"foo\"", 11)]
    [InlineData("RedirectUri", "\"a long address without a slash in front that goes on\"", "\"RedirectUri\": \"a long address without a slash in fr…\"", 15)]
    public void The_setting_stands_below_with_a_caret_under_what_is_meant(string setting, string json, string line, int caret)
    {
        var quote = _folder.With(setting, json).Read().Faults[0].Quote;

        Assert.Equal((line, caret), (quote?.Line, quote?.Caret));
    }

    [Theory]
    [InlineData("{ \"Sites\": { \"a\": { \"ClientSecret\": \"hush\" \"Upstream\": \"x\" } } }", 44, "{ \"Sites\": { …: { \"ClientSecret\": … \"Upstream\": …", 36)]
    [InlineData("{ \"Redis\": \"hush, \"Listen\": 5 }", 20, "{ \"Redis\": … …", 13)]
    [InlineData("{ \"Redis\": \"hush", 17, "{ \"Redis\": …", 12)]
    [InlineData("{ \"hush\": ture, \"Redis\": \"hush\" }", 12, "{ …: …", 5)]
    [InlineData("{ /* hush */ \"Redis\" \"hush\" }", 22, "{ … … …", 6)]
    [InlineData("{ \"Listen\": [ \"hush\" } }", 22, "{ \"Listen\": [ … } …", 16)]
    public void What_is_no_json_is_shown_up_to_there_without_its_texts(string text, int column, string line, int caret)
    {
        var fault = Assert.Single(_folder.Read(text).Faults);

        Assert.Contains($":1: no JSON from column {column} on: ", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal((line, caret), (fault.Quote?.Line, fault.Quote?.Caret));
    }

    [Fact]
    public void A_line_of_thousands_of_settings_is_shown_near_the_fault()
    {
        var fault = Assert.Single(_folder.Read($"{{ \"Listen\": [ {string.Concat(Enumerable.Repeat("\"hush\", ", 5000))} \"hush\" \"hush\" ] }}").Faults);

        Assert.Equal(60, fault.Quote?.Caret);
        Assert.EndsWith("…, …, … …", fault.Quote?.Line, StringComparison.Ordinal);
        Assert.InRange(fault.Quote!.Line.Length, 61, 78);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData(",")]
    [InlineData(":")]
    [InlineData("}")]
    [InlineData("\n")]
    [InlineData("x")]
    public void Whatever_one_stroke_breaks_no_secret_is_shown(string stroke)
    {
        var text = Text();
        var faulty = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var errors = new StringWriter();
            var read = _folder.Read(text[..at] + stroke + text[(stroke.Length == 0 ? at + 1 : at)..]);
            Faults.Write(read.Faults, new Terminal(TextWriter.Null, errors, TextReader.Null));
            faulty += read.Faults.Count > 0 ? 1 : 0;
            if (Shown(errors.ToString()) is { } shown) Assert.Fail($"\"{shown}\" of a secret is shown after {(stroke.Length == 0 ? "leaving out" : "writing " + stroke)} at {at}:\n{errors}");
        }

        Assert.True(faulty > text.Length / 4, $"only {faulty} of {text.Length} were faulty");
    }

    private static string? Shown(string said) => Secrets
        .SelectMany(secret => Enumerable.Range(0, secret.Length - LongestOfASecretShown).Select(at => secret.Substring(at, LongestOfASecretShown + 1)))
        .FirstOrDefault(part => said.Contains(part, StringComparison.Ordinal));

    private static string Text() => $$"""
        {
          // the old one was {{Secrets[5].Replace("*/", "", StringComparison.Ordinal)}}
          "Redis": "127.0.0.1:6379,password={{Secrets[0]}}",
          "Sites": {
            "a": { "Origins": [ "https://a.example" ], "RedirectUri": "/v", "Passphrase": [ "{{Secrets[1]}}", "{{Secrets[2]}}" ],
              "Provider": { "MetadataUrl": "https://nats.example/x", "ClientId": "1",
                "ClientSecret": "{{Secrets[3]}}" },
              "UpstreamSecret": "{{Secrets[4]}}",
              "Upstream": "http://127.0.0.1:8081", "Paths": { "/": "valid-user" }
            }
          }
        }
        """;
}
