using Fanout.Ingest.Identity.Editing;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Identity.Tables;
using Fanout.Ingest.Matches;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Identity;

public static class IdentityRegistration
{
    /// <summary>
    /// Adds what finds one match under several feeds' names (<see cref="Mappings"/> shows and corrects it). Needs
    /// <c>AddIngest</c>; without it a name is a match of its own unless a fixture's <c>ids</c> say otherwise.
    /// </summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services, Action<IdentityOptions>? configure = null)
    {
        var options = services.AddOptions<IdentityOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityTableValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IdentityMetrics>();
        services.TryAddSingleton<IdentityDesk>();
        services.TryAddSingleton(static provider => new Mappings(
            provider.GetRequiredService<IdentityDesk>(),
            provider.GetRequiredService<MatchIngest>(),
            provider.GetRequiredService<IOptions<IngestOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MappingEndpoint>();
        // Before the feeds that AddIngest's followers begin: the desk must have the table by the first event.
        services.AddHostedService<TableService>();
        return services;
    }
}
