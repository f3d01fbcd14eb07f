using Fanout.Server.Access;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Fanout.Server.Http;

/// <summary>
/// Which pages may look at what their browsers read here (Fetch §3.3): all, unless none of them could read anything, because
/// there are no tokens and the origins of who may read without one are listed.
/// </summary>
/// <remarks>
/// Nothing here is read by cookies, so a page can show no rights but its own. By middleware, and not by endpoint: an OPTIONS
/// that asks first has no endpoint.
/// </remarks>
internal static class ReadCors
{
    private const string Policy = "reading";

    private static readonly TimeSpan PreflightGoodFor = TimeSpan.FromMinutes(10);
    private static readonly string[] Paths = ["/v1/matches", "/v1/boards", "/v1/events", "/v1/tickets"];
    private static readonly string[] Methods = ["GET", "HEAD", "POST"];
    private static readonly string[] Asked = ["Authorization", "If-None-Match", "Last-Event-ID"];

    private static readonly string[] Answered =
        ["ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"];

    public static IServiceCollection AddReadCors(this IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<AnonymousOrigins>(static (cors, origins) => cors.AddPolicy(
            Policy,
            policy =>
            {
                policy.WithMethods(Methods).WithHeaders(Asked).WithExposedHeaders(Answered).SetPreflightMaxAge(PreflightGoodFor);
                if (origins.AreListed && !origins.TokensTaken)
                    policy.SetIsOriginAllowed(origins.Allows);
                else
                    policy.AllowAnyOrigin();
            }));
        return services;
    }

    public static void UseReadCors(this WebApplication app) => app.UseWhen(
        static http => Array.Exists(Paths, path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)),
        static branch => branch.UseCors(Policy));
}
