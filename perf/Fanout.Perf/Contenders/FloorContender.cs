using System.Globalization;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Contenders;

/// <summary>The bare loop in C (perf/floor).</summary>
internal sealed class FloorContender(string name, bool adaptive) : IContender
{
    private const int FrameSizeMax = 127; // its frames have a length of one byte

    public string Name => name;

    public string? Missing => null;

    public ClientProtocol Protocol(Topology topology) => new("/", null, Text: false, null);

    public Task<RunningServer> StartAsync(int port, Topology topology, string? processors) => RunningServer.StartAsync(
        name,
        processors,
        Native.Floor,
        "--port", Text(port),
        "--mode", adaptive ? "adaptive" : "send",
        "--topics", Text(topology.Topics),
        "--subscriptions", Text(topology.PerConnection),
        "--connections", Text(topology.Connections),
        "--bytes", Text(Math.Min(topology.FrameSize, FrameSizeMax)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
