using Fanout.Perf.Harness;

namespace Fanout.Perf.Contenders;

/// <summary>Every server that can be measured, by name.</summary>
internal static class AllContenders
{
    public const string Floor = "floor";
    public const string FloorAdaptive = "floor-adaptive";
    public const string Fanout = "fanout";

    private static readonly IContender[] All =
    [
        new FloorContender(Floor, adaptive: false),
        new FloorContender(FloorAdaptive, adaptive: true),
        new FanoutContender(Fanout),
        PeerContender.Naive(),
        PeerContender.SignalRJson(),
        PeerContender.SignalRMessagePack(),
        PeerContender.Ws(),
        new NatsContender(),
        new NchanContender(),
    ];

    /// <summary>Servers of others.</summary>
    public static IEnumerable<string> Peers => Names.Except([Floor, FloorAdaptive, Fanout]);

    public static IEnumerable<string> Names => All.Select(static contender => contender.Name);

    /// <exception cref="HarnessException">There is no such server.</exception>
    public static IContender Named(string name) => Array.Find(All, contender => contender.Name == name)
        ?? throw new HarnessException($"there is no server \"{name}\"; there are {string.Join(", ", Names)}");
}
