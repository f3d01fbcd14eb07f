using Fanout.Ingest.Feeds.Replaying;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Forwarding;

public static class ForwardingRegistration
{
    /// <summary>
    /// Says that the log is shared: what belongs to a partition that another process holds goes there. Needs
    /// <c>AddIngest</c>.
    /// </summary>
    public static IServiceCollection AddForwarding(
        this IServiceCollection services, Action<ForwardingOptions>? configure = null)
    {
        var options = services.AddOptions<ForwardingOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<ForwardingOptions>, ForwardingOptionsValidator>();
        services.TryAddSingleton<ForwardingMetrics>();
        services.TryAddSingleton<FeedReplays>();
        services.AddSingleton<InternalKey>();
        services.AddSingleton<Peers>();
        services.AddSingleton<ForwardingEndpoint>();
        services.AddProblemDetails();
        return services;
    }

    /// <summary>Maps what other processes may ask, under <c>/internal/v1</c>; nothing where the log is not shared.</summary>
    public static IEndpointRouteBuilder MapForwarding(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider.GetRequiredService<IServiceProviderIsService>();
        if (services.IsService(typeof(ForwardingEndpoint))) ForwardingEndpoint.Map(routes);
        return routes;
    }
}
