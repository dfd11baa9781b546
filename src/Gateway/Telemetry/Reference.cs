using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Gateway.Telemetry;

/// <summary>The number on an error page that finds the log line of the same refusal; one a request.</summary>
internal static class Reference
{
    private const int Length = 10;

    // No vowels and no look-alikes: it is read out over the telephone.
    private const string Alphabet = "23456789BCDFGHJKMNPQRSTVWXZ";

    private static readonly object Key = new();

    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known)) return (string)known!;

        var reference = RandomNumberGenerator.GetString(Alphabet, Length);
        context.Items[Key] = reference;
        return reference;
    }
}
