namespace Gateway.Rules;

/// <summary>How the bytes of a site's file names are to be read.</summary>
internal enum PathEncodings
{
    Utf8,
    Latin1,
}
