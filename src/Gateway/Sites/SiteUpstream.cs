using Gateway.FastCgi;

namespace Gateway.Sites;

/// <summary>Where the requests of a site go.</summary>
internal abstract record SiteUpstream;

/// <summary>A web server: scheme, host and port.</summary>
internal sealed record HttpUpstream(Uri Address) : SiteUpstream
{
    public override string ToString() => Address.ToString();
}

/// <summary>A FastCGI application such as php-fpm; files that are no scripts are sent by Gateway itself.</summary>
internal sealed record FastCgiUpstream(FastCgiApplication Application) : SiteUpstream
{
    public override string ToString() => Application.ToString();
}
