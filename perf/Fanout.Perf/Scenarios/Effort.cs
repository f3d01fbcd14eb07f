using Fanout.Perf.Contenders;

namespace Fanout.Perf.Scenarios;

/// <summary>How long things take, in seconds, so that a scenario can say beforehand when it will be through.</summary>
/// <remarks>Measured on two shared processors; half as much on a machine of one's own.</remarks>
internal static class Effort
{
    private const double StartSeconds = 3;
    private const double ConnectionsPerSecond = 4000;
    private const double SubscriptionsPerSecond = 40_000;
    private const double PrepareSeconds = 0.5; // until a window begins
    private const double SettleSeconds = 0.6; // until a window's last delivery was seen
    private const double PauseSeconds = 1;

    /// <summary>A server until its first window.</summary>
    public static double Lane(Topology topology, double warmSeconds) => StartSeconds
        + topology.Connections / ConnectionsPerSecond
        + (double)topology.Connections * topology.PerConnection / SubscriptionsPerSecond
        + (warmSeconds > 0 ? warmSeconds + PauseSeconds : 0);

    /// <summary>So many windows of a length.</summary>
    public static double Windows(double count, double seconds) => count * (PrepareSeconds + seconds + SettleSeconds);

    /// <summary>Windows of all servers in all rounds, and of one round more in which calls are counted.</summary>
    public static double Rounds(
        RunOptions options, IReadOnlyList<IContender> contenders, int rounds, double seconds)
    {
        var peers = contenders.Count(static contender => AllContenders.IsPeer(contender.Name));
        var windows = (contenders.Count - peers) * rounds + peers * Math.Min(rounds, options.PeerRounds);
        return Windows(windows + contenders.Count, seconds);
    }
}
