using System.Security.Cryptography;
using System.Text;
using Gateway.Telemetry;

namespace Gateway.Protection;

/// <summary>
/// The keys that a site's passphrases stand for: the first seals, all open. The slow derivation runs once for each passphrase,
/// when it is first needed, whatever number of threads ask.
/// </summary>
internal sealed class PassphraseKeys
{
    private const int Rounds = 600_000;
    private const int KeyLength = 32;

    private readonly (string Passphrase, Lazy<PassphraseKey> Key)[] _inOrder;

    /// <summary>Keys that the same site derived <paramref name="before"/> from the same passphrases are used on.</summary>
    public PassphraseKeys(string site, IReadOnlyList<string> passphrases, PassphraseKeys? before = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(site);
        if (passphrases.Count == 0) throw new ArgumentException("A site needs a passphrase.", nameof(passphrases));

        Site = site;
        Shown = [.. passphrases.Select(Redacted.Secret)];
        _inOrder = [.. passphrases.Distinct(StringComparer.Ordinal).Select(text => (text, before?.Find(site, text) ?? new Lazy<PassphraseKey>(() => Stretch(site, text))))];
    }

    /// <summary>The site whose name went into every key: the same passphrase opens nothing of another site.</summary>
    public string Site { get; }

    /// <summary>The passphrases as they may be shown.</summary>
    public IReadOnlyList<string> Shown { get; }

    public PassphraseKey Sealing => _inOrder[0].Key.Value;

    public IEnumerable<PassphraseKey> All => _inOrder.Select(one => one.Key.Value);

    /// <summary>The keys that may have sealed something marked with this id: none, one, or by chance more.</summary>
    public IEnumerable<PassphraseKey> Opening(byte id) => All.Where(key => key.Id == id);

    private Lazy<PassphraseKey>? Find(string site, string passphrase) =>
        site == Site ? _inOrder.FirstOrDefault(one => one.Passphrase == passphrase).Key : null;

    private static PassphraseKey Stretch(string site, string passphrase)
    {
        var salt = Encoding.UTF8.GetBytes("gateway passphrase\0" + site);
        var secret = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, Rounds, HashAlgorithmName.SHA256, KeyLength);
        return new PassphraseKey(secret);
    }
}
