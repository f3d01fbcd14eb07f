using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Editors;

/// <summary>Lets nobody to an endpoint who has no token, or one of too low a role.</summary>
internal static class EditorAccess
{
    private static readonly string[] ProblemTypes = ["application/problem+json"];

    /// <summary>Asks for a role before the endpoint is reached; the endpoint finds the editor by <see cref="Editor"/>.</summary>
    public static TBuilder NeedsRole<TBuilder>(this TBuilder endpoint, EditorRole role)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.AddEndpointFilter(new RoleFilter(role));
        endpoint.WithMetadata(
            new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(ProblemDetails), ProblemTypes),
            new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(ProblemDetails), ProblemTypes));
        return endpoint;
    }

    /// <summary>Who asks, at an endpoint that needs a role.</summary>
    public static Editor Editor(this HttpContext http) => http.Features.GetRequiredFeature<Editor>();

    private sealed class RoleFilter(EditorRole role) : IEndpointFilter
    {
        public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            var http = context.HttpContext;
            var services = http.RequestServices;
            var editor = services.GetRequiredService<EditorTokens>().Find(http.Request.Headers.Authorization);
            if (editor is null)
            {
                http.Response.Headers.WWWAuthenticate = "Bearer realm=\"editors\"";
                EditorsLog.TokenRefused(services.GetRequiredService<ILogger<EditorTokens>>(), http.Request.Path);
                return Problem(StatusCodes.Status401Unauthorized, "an editor's token is needed: Authorization: Bearer <token>");
            }
            if (editor.Role < role)
            {
                return Problem(
                    StatusCodes.Status403Forbidden,
                    $"editor {editor.Name} has the role {editor.RoleName}, and this needs {Editors.Editor.NameOf(role)}");
            }
            http.Features.Set(editor);
            return next(context);
        }

        private static ValueTask<object?> Problem(int status, string detail) =>
            new(TypedResults.Problem(detail, statusCode: status));
    }
}
