namespace Gateway.Tests.Harness;

/// <summary>The ways in which a members area runs PHP behind Gateway.</summary>
public enum PhpKind
{
    /// <summary>Gateway speaks to php-fpm itself.</summary>
    FastCgi,

    /// <summary>Apache with mod_php.</summary>
    ApacheModPhp,

    /// <summary>Apache that passes scripts to php-fpm.</summary>
    ApacheFpm,

    /// <summary>nginx that passes scripts to php-fpm.</summary>
    NginxFpm,

    /// <summary>PHP's own server, <c>php -S</c>.</summary>
    BuiltIn,
}
