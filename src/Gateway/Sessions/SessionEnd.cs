namespace Gateway.Sessions;

/// <summary>Why a session was ended before its time.</summary>
internal enum SessionEnd
{
    /// <summary>The member signed out.</summary>
    Logout,

    /// <summary>The browser signed in anew.</summary>
    Replaced,

    /// <summary>Two live sessions came in one request: one was planted.</summary>
    TwoLive,

    /// <summary>The OP refused the refresh.</summary>
    RefreshRefused,

    /// <summary>The id token that came with a refresh was not good.</summary>
    IdTokenRefused,

    /// <summary>The OP said so, server to server.</summary>
    BackChannel,

    /// <summary>The OP said so, by the browser.</summary>
    FrontChannel,

    /// <summary>Userinfo spoke of another member.</summary>
    OtherMember,
}
