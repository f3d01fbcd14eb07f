using Fanout.Server.Sessions;

namespace Fanout.Server.Http;

/// <summary>Asks for a token before anything is read, where anonymous reading is not open.</summary>
internal sealed class ReadAccess(IAccess access) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var principal = access.Anonymous;
        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            principal = await access.AuthorizeAsync(header[Scheme.Length..].Trim(), http.RequestAborted);
        if (principal is not null)
        {
            http.Features.Set(principal);
            return await next(context);
        }
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.NotAuthorized();
    }
}
