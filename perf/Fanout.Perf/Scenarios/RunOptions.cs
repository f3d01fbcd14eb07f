using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Scenarios;

/// <summary>How a scenario is run. What is null is the scenario's own choice.</summary>
internal sealed record RunOptions
{
    public const string All = "all";

    /// <summary>How often all servers take their turns; null: as often as the scenario says.</summary>
    public int? Pairs { get; init; }

    /// <summary>In how many of the rounds the servers of others take part.</summary>
    public int PeerRounds { get; init; } = 3;

    /// <summary>Length of a window.</summary>
    public double? Seconds { get; init; }

    /// <summary>How long each server delivers before its first window.</summary>
    public double WarmSeconds { get; init; } = 10;

    /// <summary>Clients, instead of each number that the scenario has.</summary>
    public int? Connections { get; init; }

    /// <summary>Events a second.</summary>
    public double? Rate { get; init; }

    /// <summary>Servers by name; <see cref="All"/>: the scenario's own and every peer.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>Where servers and clients run.</summary>
    public Processors Processors { get; init; }

    /// <summary>Where results go.</summary>
    public required string Folder { get; init; }

    /// <summary>How it was asked for.</summary>
    public required string Command { get; init; }

    /// <summary>
    /// The servers that were asked for, or else these; those that cannot run here are told and left out.
    /// </summary>
    public IReadOnlyList<IContender> Contenders(params IEnumerable<string> usual)
    {
        foreach (var contender in Asked(usual))
        {
            if (contender.Missing is { } missing)
                Console.WriteLine($"{contender.Name} is left out: {missing}");
        }
        return Present(usual);
    }

    /// <summary>As <see cref="Contenders"/>, without a word.</summary>
    public IReadOnlyList<IContender> Present(params IEnumerable<string> usual) =>
        [.. Asked(usual).Where(static contender => contender.Missing is null)];

    /// <summary>A server with its clients.</summary>
    public Task<Lane> StartAsync(IContender contender, Topology topology) =>
        Lane.StartAsync(contender, topology, Processors, WarmSeconds);

    private IEnumerable<IContender> Asked(IEnumerable<string> usual)
    {
        var names = With switch
        {
            [] => usual,
            [All] => usual.Concat(AllContenders.Peers).Distinct(),
            _ => With,
        };
        return names.Select(AllContenders.Named);
    }
}
