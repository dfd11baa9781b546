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

    /// <summary>Apache with mod_php, told by what <c>gateway upstream-config</c> writes in the place of the prepended file.</summary>
    ApacheModPhpSnippet,

    /// <summary>The same for Apache before php-fpm.</summary>
    ApacheFpmSnippet,

    /// <summary>The same for nginx.</summary>
    NginxFpmSnippet,
}
