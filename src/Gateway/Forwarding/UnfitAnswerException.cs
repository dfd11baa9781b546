namespace Gateway.Forwarding;

/// <summary>What an upstream sent as an answer is none that a browser may get; its connection serves nobody else.</summary>
internal sealed class UnfitAnswerException(string fault) : IOException("the upstream " + fault)
{
    /// <summary>The one among the causes of a failure, or null.</summary>
    public static UnfitAnswerException? Find(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            if (cause is UnfitAnswerException unfit) return unfit;
        return null;
    }
}
