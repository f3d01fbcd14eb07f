using System.Globalization;
using System.Threading.RateLimiting;
using Fanout.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Fanout.Server.RequestLimits;

internal static class RequestLimitsRegistration
{
    /// <summary>Limits of requests over HTTP. Needs the options of HTTP.</summary>
    public static IServiceCollection AddRequestLimits(this IServiceCollection services)
    {
        services.AddSingleton(static provider =>
            new RequestLimiter(provider.GetRequiredService<IOptions<HttpOptions>>().Value));
        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<RequestLimiter>(static (options, limiter) =>
        {
            options.GlobalLimiter = limiter.All;
            options.OnRejected = (rejected, _) => RefuseAsync(rejected, limiter);
        });
        return services;
    }

    /// <summary>
    /// Requests beyond the limits are answered with 429; all that are counted learn by headers how many more there may be.
    /// </summary>
    public static void UseRequestLimits(this WebApplication app)
    {
        var limiter = app.Services.GetRequiredService<RequestLimiter>();
        app.UseRateLimiter();
        app.Use((http, next) =>
        {
            RateLimitHeaders.Set(http.Response.Headers, limiter.Of(http));
            return next(http);
        });
    }

    /// <summary>Where the endpoints are mapped whose requests are of a kind.</summary>
    public static RouteGroupBuilder Counting(this IEndpointRouteBuilder routes, RequestKind kind) =>
        routes.MapGroup("").WithMetadata(new CountedAs(kind));

    /// <summary>Counts a push by the key that has signed it; the answer where too many came.</summary>
    public static ProblemHttpResult? CountSigned(HttpContext http, string feed, string keyId)
    {
        var limiter = http.RequestServices.GetRequiredService<RequestLimiter>();
        var push = new SignedPush(http, feed, keyId);
        using var lease = limiter.Take(push);
        RateLimitHeaders.Set(http.Response.Headers, limiter.Of(push));
        return lease.IsAcquired ? null : TooMany(http, lease);
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, RequestLimiter limiter)
    {
        var http = rejected.HttpContext;
        RateLimitHeaders.Set(http.Response.Headers, limiter.Of(http));
        await TooMany(http, rejected.Lease).ExecuteAsync(http);
    }

    private static ProblemHttpResult TooMany(HttpContext http, RateLimitLease refused)
    {
        var wait = refused.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.Zero;
        var seconds = Math.Max((long)Math.Ceiling(wait.TotalSeconds), 1);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problem.TooMany("too many requests came; RateLimit says of which limit none is left");
    }
}
