namespace Gateway.Sites;

/// <summary>Keys of the OP that the owner names: files with a certificate or a public key, each behind its id where that is known.</summary>
internal static class VerificationKeySection
{
    public static IReadOnlyList<VerificationKey> Read(List<string>? written, Setting at)
    {
        if (written is null) return [];   // one and the same, so that settings without any are equal

        var keys = new List<VerificationKey>();
        foreach (var (text, item) in at.Each(written))
        {
            var (id, path) = Parts(text);
            var file = item.Reading.Texts.ReadFile(path);
            if (file.Text is not { } pem) item.Refuse(text, file.Fault);
            else if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) item.Refuse(text, "holds a private key, and who has that writes tokens himself. Name a certificate or a public key.");
            else if (new VerificationKey(id, pem) is var key && key.ToKey() is null) item.Refuse(text, "holds neither a certificate nor a public key in PEM, RSA of 2048 bits or more or elliptic.");
            else keys.Add(key);
        }

        return keys;
    }

    /// <summary>Id and path: <c>key-1#nats.pem</c>, or the path alone.</summary>
    public static (string? Id, string Path) Parts(string text) => text.IndexOf('#', StringComparison.Ordinal) is var at and > 0 ? (text[..at], text[(at + 1)..]) : (null, text);
}
