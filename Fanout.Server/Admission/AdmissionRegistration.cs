using Fanout.Server.Delivery;

namespace Fanout.Server.Admission;

internal static class AdmissionRegistration
{
    /// <summary>The limits of connections and handshakes, as delivery's options have them. Needs a clock.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services) =>
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<DeliveryOptions>();
            return new ConnectionGate(
                options.ConnectionsMax ?? DescriptorLimit.ConnectionsMax(),
                options.HandshakesPerSecond,
                provider.GetRequiredService<TimeProvider>());
        });
}
