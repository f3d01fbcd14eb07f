using Fanout.Server.Admission;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Delivery;

internal static class DeliveryRegistration
{
    /// <summary>Shards on threads of their own. Needs sessions, a clock and meters.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddOptions<DeliveryOptions>()
            .BindConfiguration("Fanout:Delivery")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<DeliveryOptions>>().Value);
        services.AddAdmission();
        services.AddSingleton<Shards>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddHostedService<DeliveryService>();
        services.AddSingleton<DeliveryProbe>();
        services.AddHostedService(static provider => provider.GetRequiredService<DeliveryProbe>());
        return services;
    }
}
