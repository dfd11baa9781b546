namespace Gateway.Sites;

/// <summary>Durations of different sections that contradict each other: each is right by itself, together one of them does nothing.</summary>
internal static class TimeoutDoubts
{
    public static void Report(SessionSettings session, TokenSettings tokens, Setting at)
    {
        if (session.InactivityTimeout > session.MaxDuration)
        {
            at["Session"]["InactivityTimeout"].Warn(
                DurationText.Of(session.InactivityTimeout),
                $"is longer than Session.MaxDuration, {DurationText.Of(session.MaxDuration)}: it never ends a session. Write a shorter one.");
        }

        if (tokens.RefreshBeforeExpiry > session.InactivityTimeout)
        {
            at["Tokens"]["RefreshBeforeExpiry"].Warn(
                DurationText.Of(tokens.RefreshBeforeExpiry),
                $"is longer than Session.InactivityTimeout, {DurationText.Of(session.InactivityTimeout)}: tokens are refreshed that would outlive "
                + "the session anyway. Write a shorter one.");
        }

        if (tokens.UserInfoRefreshInterval > session.MaxDuration)
        {
            at["Tokens"]["UserInfoRefreshInterval"].Warn(
                DurationText.Of(tokens.UserInfoRefreshInterval),
                $"is longer than Session.MaxDuration, {DurationText.Of(session.MaxDuration)}: claims are never asked again, so who pays or expires "
                + "is seen at the next login only. Write a shorter one.");
        }
    }
}
