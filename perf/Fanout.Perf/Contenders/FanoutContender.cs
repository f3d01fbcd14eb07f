using System.Globalization;
using Fanout.Perf.Nodes;

namespace Fanout.Perf.Contenders;

/// <summary>Our own server (<see cref="NodeHost"/>), read at its `score/` topics.</summary>
/// <param name="name">What it is called.</param>
/// <param name="settings">Configuration beside the usual, each <c>Name=Value</c>.</param>
internal sealed class FanoutContender(string name, params string[] settings) : IContender
{
    public string Name => name;

    public string? Missing => null;

    public ClientProtocol Protocol(Topology topology) => Protocol(topology, position: null);

    /// <summary>Clients that come back with a position, which is the same in all topics.</summary>
    public static ClientProtocol Protocol(Topology topology, uint? position) => Subscription.Protocol(
        client => topology.TopicsOf(client).Select(static topic => $"score/{MadeUpEvents.IdOf(topic)}"), position);

    public async Task<RunningServer> StartAsync(int port, Topology topology, string? processors)
    {
        var server = await RunningServer.StartAsync(
            name,
            processors,
            "dotnet",
            [
                typeof(FanoutContender).Assembly.Location,
                "node",
                "--port", port.ToString(CultureInfo.InvariantCulture),
                "--topics", topology.Topics.ToString(CultureInfo.InvariantCulture),
                "--bytes", topology.FrameSize.ToString(CultureInfo.InvariantCulture),
                .. settings.SelectMany(static setting => new[] { "--set", setting }),
            ]);
        return server with { Prepares = true };
    }
}
