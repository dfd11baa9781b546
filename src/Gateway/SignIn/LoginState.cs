using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Protection;
using Gateway.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.SignIn;

/// <summary>
/// What a login under way must remember, sealed into <c>state</c> and kept nowhere else: where to return, when it began, its own random
/// bytes, which browser began it, and with which generation of its site. Nonce and code verifier are derived from the bytes and that browser's cookie, so a leaked callback
/// URL is worth nothing. A login that was started again knows when it first was, and how often.
/// </summary>
internal sealed record LoginState(string ReturnPath, DateTimeOffset StartedAt, DateTimeOffset BegunAt, int Starts, byte[] Bytes, byte[] BindingHash, int SiteMark)
{
    public const int MostPathBytes = 1000;

    private const string Purpose = "login-state 2";   // the form of what is sealed is part of it
    private const string Item = "login-state";
    private const int HeadLength = 1 + 8 + 8 + 16 + 16 + 4;

    private const byte HasSession = 0x80;   // beside the number of starts

    /// <summary>
    /// By its hash in the store the session that the browser had when the login began: the OP's answer comes without its cookie where the OP posts
    /// it, or where the cookie is <c>SameSite=Strict</c>.
    /// </summary>
    public byte[] Session { get; init; } = [];

    public static LoginState New(string returnPath, DateTimeOffset now, byte[] bindingHash, int siteMark) =>
        new(returnPath, now, now, 1, RandomNumberGenerator.GetBytes(16), bindingHash, siteMark);

    /// <summary>
    /// The same login once more, for the cookie that the browser has now. Where that is another one the state may be of another's browser, and his
    /// session is left alone.
    /// </summary>
    public LoginState Again(DateTimeOffset now, byte[] bindingHash, int siteMark) =>
        New(ReturnPath, now, bindingHash, siteMark) with { BegunAt = BegunAt, Starts = Starts + 1, Session = bindingHash.AsSpan().SequenceEqual(BindingHash) ? Session : [] };

    public string Seal(PassphraseKeys keys)
    {
        var path = Encoding.UTF8.GetBytes(ReturnPath);
        var plain = new byte[HeadLength + Session.Length + path.Length];
        plain[0] = (byte)(Session.Length > 0 ? Starts | HasSession : Starts);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(1), StartedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(9), BegunAt.ToUnixTimeMilliseconds());
        Bytes.CopyTo(plain, 17);
        BindingHash.CopyTo(plain, 33);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(49), SiteMark);
        Session.CopyTo(plain, HeadLength);
        path.CopyTo(plain, HeadLength + Session.Length);
        return Base64Url.EncodeToString(SealedBox.Seal(keys, Purpose, [], plain, Encoding.UTF8.GetBytes(keys.Site)));
    }

    public static LoginState? Open(PassphraseKeys keys, string? state)
    {
        if (string.IsNullOrEmpty(state) || state.Length > 2000 || !Base64Url.IsValid(state) || state.Contains('=', StringComparison.Ordinal)) return null;

        var sealedState = Base64Url.DecodeFromChars(state);
        if (Base64Url.EncodeToString(sealedState) != state) return null;   // one spelling a state
        if (!SealedBox.TryOpen(keys, Purpose, [], sealedState, Encoding.UTF8.GetBytes(keys.Site), out var plain) || plain.Length < HeadLength) return null;

        var pathAt = HeadLength + ((plain[0] & HasSession) != 0 ? StoreKey.HashLength : 0);
        return new LoginState(
            Encoding.UTF8.GetString(plain.AsSpan(pathAt)), TimeAt(1), TimeAt(9), plain[0] & ~HasSession, plain[17..33], plain[33..49], BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(49)))
        {
            Session = plain[HeadLength..pathAt],
        };

        DateTimeOffset TimeAt(int at) => DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(at)));
    }

    /// <summary>Puts the state where the framework's handler hands it to <see cref="LoginStateFormat"/>.</summary>
    public void WriteTo(AuthenticationProperties properties) => properties.Parameters[Item] = this;

    public static LoginState? ReadFrom(AuthenticationProperties? properties) => properties?.GetParameter<LoginState>(Item);

    /// <summary>The name under which it is claimed, so that it serves once.</summary>
    public string Name => Convert.ToHexString(Bytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"login of {StartedAt:O}");
}
