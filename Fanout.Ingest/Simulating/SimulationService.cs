using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Simulating;

public static class SimulationRegistration
{
    /// <summary>Adds the simulated match day as a feed of <see cref="MatchIngest"/>, which must be there.</summary>
    public static IServiceCollection AddSimulation(this IServiceCollection services, Action<SimulationOptions>? configure = null)
    {
        var options = services.AddOptions<SimulationOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<SimulationOptions>, SimulationOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHostedService<SimulationService>();
        return services;
    }
}

/// <summary>Feeds the simulated match day into the log for as long as the host runs.</summary>
internal sealed class SimulationService(
    MatchIngest ingest, IOptions<SimulationOptions> options, TimeProvider time, ILogger<SimulationService> logger) : BackgroundService
{
    /// <summary>Name of the feed.</summary>
    public const string Feed = "simulator";

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pump = new SimulatorPump(new MatchDay(options.Value), options.Value.Speed, time.GetUtcNow());
        SimulationLog.Started(logger, options.Value.Seed, options.Value.MatchCount, options.Value.Speed);
        return pump.RunAsync(time, DeliverAsync, stoppingToken);
    }

    /// <summary>Sends until the log has answered for all: what it took already comes to nothing, as ids are known.</summary>
    private async ValueTask DeliverAsync(IReadOnlyList<ScoreEvent> due, CancellationToken cancelled)
    {
        BatchResult result;
        while (!(result = await ingest.AcceptAsync(Feed, due, cancelled).ConfigureAwait(false)).Complete)
            SimulationLog.SentAgain(logger, due.Count);
        for (var index = 0; index < due.Count; index++)
        {
            var answer = result.Answers[index];
            if (answer.Outcome is Outcome.Quarantined or Outcome.Rejected)
                SimulationLog.Refused(logger, due[index].Id, answer.Outcome, answer.Reason, answer.Detail);
        }
    }
}

internal static partial class SimulationLog // ids 3100–3199, never reused
{
    [LoggerMessage(3100, LogLevel.Information, "Simulated match day {Seed}: {Count} matches at a time at speed {Speed}")]
    public static partial void Started(ILogger logger, int seed, int count, double speed);

    [LoggerMessage(3101, LogLevel.Warning, "The log did not answer for a batch of {Count} simulated events; sending it again")]
    public static partial void SentAgain(ILogger logger, int count);

    [LoggerMessage(3102, LogLevel.Warning, "Simulated event {Id} was not taken: {Outcome} {Reason} {Detail}")]
    public static partial void Refused(ILogger logger, string id, Outcome outcome, string reason, string detail);
}
