using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Protection;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.SignIn;

/// <summary>
/// What a login under way must remember, sealed into <c>state</c> and kept nowhere else: where to return, when it began, its own random
/// bytes, which browser began it, and with which generation of its site. Nonce and code verifier are derived from the bytes and that browser's cookie, so a leaked callback
/// URL is worth nothing. A login that was started again knows both times.
/// </summary>
internal sealed record LoginState(string ReturnPath, DateTimeOffset StartedAt, DateTimeOffset? FirstStartedAt, byte[] Bytes, byte[] BindingHash, int SiteMark)
{
    public const int MostPathBytes = 1000;

    private const string Purpose = "login-state";
    private const string Item = "login-state";
    private const int HeadLength = 8 + 8 + 16 + 16 + 4;

    public static LoginState New(string returnPath, DateTimeOffset now, byte[] bindingHash, int siteMark) =>
        new(returnPath, now, null, RandomNumberGenerator.GetBytes(16), bindingHash, siteMark);

    /// <summary>The same login once more, for the cookie that the browser has now.</summary>
    public LoginState Again(DateTimeOffset now, byte[] bindingHash, int siteMark) =>
        New(ReturnPath, now, bindingHash, siteMark) with { FirstStartedAt = StartedAt };

    /// <summary>Was this login started once more already?</summary>
    public bool StartedAgain => FirstStartedAt is not null;

    /// <summary>A session of the browser that was made since then answers this login, too.</summary>
    public DateTimeOffset BegunAt => FirstStartedAt ?? StartedAt;

    public string Seal(PassphraseKeys keys)
    {
        var path = Encoding.UTF8.GetBytes(ReturnPath);
        var plain = new byte[HeadLength + path.Length];
        BinaryPrimitives.WriteInt64BigEndian(plain, StartedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(8), FirstStartedAt?.ToUnixTimeMilliseconds() ?? 0);
        Bytes.CopyTo(plain, 16);
        BindingHash.CopyTo(plain, 32);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(48), SiteMark);
        path.CopyTo(plain, HeadLength);
        return Base64Url.EncodeToString(SealedBox.Seal(keys, Purpose, [], plain, Encoding.UTF8.GetBytes(keys.Site)));
    }

    public static LoginState? Open(PassphraseKeys keys, string? state)
    {
        if (string.IsNullOrEmpty(state) || state.Length > 2000 || !Base64Url.IsValid(state) || state.Contains('=', StringComparison.Ordinal)) return null;

        var sealedState = Base64Url.DecodeFromChars(state);
        if (Base64Url.EncodeToString(sealedState) != state) return null;   // one spelling a state
        if (!SealedBox.TryOpen(keys, Purpose, [], sealedState, Encoding.UTF8.GetBytes(keys.Site), out var plain) || plain.Length < HeadLength) return null;

        var first = BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(8));
        return new LoginState(
            Encoding.UTF8.GetString(plain.AsSpan(HeadLength)),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(plain)),
            first == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(first),
            plain[16..32], plain[32..48], BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(48)));
    }

    /// <summary>Puts the state where the framework's handler hands it to <see cref="LoginStateFormat"/>.</summary>
    public void WriteTo(AuthenticationProperties properties) => properties.Parameters[Item] = this;

    public static LoginState? ReadFrom(AuthenticationProperties? properties) => properties?.GetParameter<LoginState>(Item);

    /// <summary>The name under which it is claimed, so that it serves once.</summary>
    public string Name => Convert.ToHexString(Bytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"login of {StartedAt:O}");
}
