using Fanout.Ingest.Matches;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Arbitration;

/// <summary>What a process needs to decide between feeds.</summary>
/// <param name="Arbiter">Decides.</param>
/// <param name="Metrics">Counts what was decided.</param>
internal sealed record MatchArbitration(Arbiter Arbiter, ArbitrationMetrics Metrics);

public static class ArbitrationRegistration
{
    /// <summary>
    /// Adds policies for matches that several feeds cover; needs <see cref="IngestRegistration.AddIngest"/>. Without a policy
    /// all feeds of a match are one.
    /// </summary>
    public static IServiceCollection AddArbitration(
        this IServiceCollection services, Action<ArbitrationOptions>? configure = null)
    {
        var options = services.AddOptions<ArbitrationOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<ArbitrationOptions>, ArbitrationOptionsValidator>();
        services.TryAddSingleton<ArbitrationMetrics>();
        services.TryAddSingleton(static provider => new MatchArbitration(
            new Arbiter(new ArbitrationPolicies(provider.GetRequiredService<IOptions<ArbitrationOptions>>().Value)),
            provider.GetRequiredService<ArbitrationMetrics>()));
        return services;
    }

    /// <summary>Binds policies from the section above <c>Arbitration</c>. One that is not known is refused: misspelt, it would leave a feed to speak for others.</summary>
    /// <exception cref="InvalidOperationException">A setting is unknown, or its value cannot be read; the message names it.</exception>
    public static void Bind(IConfiguration settings, ArbitrationOptions options)
    {
        try
        {
            settings.GetSection("Arbitration").Bind(options, static binding => binding.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException failure) when (failure.InnerException is { } cause)
        {
            throw new InvalidOperationException($"Fanout:Arbitration: {cause.Message}", failure); // the outer one names nothing
        }
    }
}
