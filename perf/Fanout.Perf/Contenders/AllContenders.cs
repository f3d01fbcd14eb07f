using Fanout.Perf.Harness;

namespace Fanout.Perf.Contenders;

/// <summary>Every server that can be measured, by name.</summary>
internal static class AllContenders
{
    public const string Floor = "floor";
    public const string FloorAdaptive = "floor-adaptive";
    public const string Fanout = "fanout";
    public const string FanoutPipes = "fanout-pipes";
    public const string SignalRStateful = "signalr-stateful";
    public const string Nchan = "nchan";

    private static readonly IContender[] All =
    [
        new FloorContender(Floor, adaptive: false),
        new FloorContender(FloorAdaptive, adaptive: true),
        new FanoutContender(Fanout),
        new FanoutContender(FanoutPipes, "Fanout:Transport:EventLoop=false"),
        PeerContender.Naive(),
        PeerContender.SignalRJson(),
        PeerContender.SignalRMessagePack(),
        PeerContender.SignalRStateful(),
        PeerContender.Ws(),
        new NatsContender(),
        new NchanContender(),
    ];

    /// <summary>Servers of others; SignalR without its sessions, which only matter where somebody comes back.</summary>
    public static IEnumerable<string> Peers => Names.Where(static name => IsPeer(name) && name != SignalRStateful);

    public static IEnumerable<string> Names => All.Select(static contender => contender.Name);

    public static bool IsPeer(string name) => Array.Exists(
        All, contender => contender.Name == name && contender is not (FloorContender or FanoutContender));

    /// <exception cref="HarnessException">There is no such server.</exception>
    public static IContender Named(string name) => Array.Find(All, contender => contender.Name == name)
        ?? throw new HarnessException($"there is no server \"{name}\"; there are {string.Join(", ", Names)}");
}
