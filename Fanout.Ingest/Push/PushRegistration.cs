using Fanout.Ingest.Http;
using Fanout.Ingest.Push.Signing;
using Fanout.Ingest.Scopes;
using Fanout.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Push;

public static class PushRegistration
{
    /// <summary>Adds the canonical push; needs <c>AddIngest</c>.</summary>
    public static IServiceCollection AddPush(this IServiceCollection services, Action<PushOptions>? configure = null)
    {
        var options = services.AddOptions<PushOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsValidator>();
        services.AddSingleton<FeedKeys>();
        services.AddSingleton<RequestSignatures>();
        services.AddSingleton<PushAccess>();
        services.AddSingleton(static provider => new FeedScopes(provider.GetRequiredService<IOptions<PushOptions>>().Value.Scopes));
        services.TryAddSingleton<FollowProgress>();
        services.AddSingleton<PushEndpoint>();
        services.AddProblemDetails();
        return services;
    }

    /// <summary>Binds them from the section above <c>Push</c>. One that is not known is refused: misspelt, it would leave a key good for ever.</summary>
    /// <exception cref="InvalidOperationException">A setting is unknown, or its value cannot be read; the message names it.</exception>
    public static void Bind(IConfiguration settings, PushOptions push)
    {
        try
        {
            settings.GetSection("Push").Bind(push, static binding => binding.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException failure)
        {
            Exception cause = failure;
            while (cause.InnerException is InvalidOperationException inner) cause = inner; // the outer ones name nothing
            throw new InvalidOperationException($"Fanout:Push: {cause.Message}", failure);
        }
    }

    /// <summary>Maps <c>POST /v1/feeds/{feed}/events</c>.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="countSigned">Is asked about each push that is signed; null: nobody counts them.</param>
    public static IEndpointRouteBuilder MapPush(this IEndpointRouteBuilder routes, SignedCount? countSigned = null)
    {
        PushEndpoint.Map(routes, countSigned ?? (static (_, _, _) => null));
        return routes;
    }

    /// <summary>
    /// Refuses every push, and says where it belongs: for a process without <c>AddPush</c>. It forwards none, because
    /// names and partitions of matches are the business of those who take events.
    /// </summary>
    public static IEndpointRouteBuilder MapPushElsewhere(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(PushEndpoint.Path, static (string feed) => IngestProblem.Elsewhere("push to one that has")).ExcludeFromDescription();
        return routes;
    }
}
