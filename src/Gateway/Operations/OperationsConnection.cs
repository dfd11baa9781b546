using Microsoft.AspNetCore.Http;

namespace Gateway.Operations;

/// <summary>
/// The mark of a connection that came in by operations' own port. The connection carries it, so no header can claim it and no site can
/// get it by its name.
/// </summary>
internal sealed class OperationsConnection
{
    public static readonly OperationsConnection Mark = new();

    public static bool Is(HttpContext context) => context.Features.Get<OperationsConnection>() is not null;
}
