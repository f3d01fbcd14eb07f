using System.Globalization;
using System.Text;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Contenders;

/// <summary>A server of perf/peers that is one process and takes our commands.</summary>
/// <param name="name">What it is called.</param>
/// <param name="start">Program and arguments.</param>
/// <param name="protocol">How its clients speak.</param>
/// <param name="missing">Why it cannot run here, or null.</param>
internal sealed class PeerContender(
    string name, Func<int, Topology, string[]> start, Func<Topology, ClientProtocol> protocol, string? missing)
    : IContender
{
    private const char SignalREnd = '\u001e'; // ends each of its text messages

    public string Name => name;

    public string? Missing => missing;

    public ClientProtocol Protocol(Topology topology) => protocol(topology);

    public Task<RunningServer> StartAsync(int port, Topology topology, string? processors)
    {
        var words = start(port, topology);
        return RunningServer.StartAsync(name, processors, words[0], words[1..]);
    }

    public static PeerContender Naive() => new PeerContender(
        "naive", DotNet("naive", "Naive"), static topology => Words("/ws", topology), Built("naive", "Naive"));

    public static PeerContender Ws() => new PeerContender(
        "ws",
        static (port, topology) =>
            ["node", Repository.PathOf("perf", "peers", "ws", "server.mjs"), .. Numbers(port, topology)],
        static topology => Words("/", topology),
        File.Exists(Repository.PathOf("perf", "peers", "ws", "node_modules", "ws", "package.json"))
            ? null
            : "run npm ci in perf/peers/ws");

    public static PeerContender SignalRJson() => new PeerContender(
        "signalr-json",
        DotNet("signalr", "SignalR"),
        static topology => SignalRJson(topology, version: 1),
        Built("signalr", "SignalR"));

    /// <summary>SignalR with stateful reconnect: the server keeps what a client has not acknowledged.</summary>
    public static PeerContender SignalRStateful() => new PeerContender(
        AllContenders.SignalRStateful,
        static (port, topology) => [.. DotNet("signalr", "SignalR")(port, topology), "stateful"],
        static topology => SignalRJson(topology, version: 2) with { Stateful = true },
        Built("signalr", "SignalR"));

    public static PeerContender SignalRMessagePack() => new PeerContender(
        "signalr-messagepack",
        DotNet("signalr", "SignalR"),
        static topology => new ClientProtocol("/hub", null, Text: false, client =>
        [
            .. Encoding.UTF8.GetBytes($"{{\"protocol\":\"messagepack\",\"version\":1}}{SignalREnd}"),
            .. MessagePackCall(First(topology, client), topology.PerConnection),
        ]),
        Built("signalr", "SignalR"));

    /// <summary>Clients that say in words what they read.</summary>
    private static ClientProtocol Words(string path, Topology topology) => new(
        path,
        null,
        Text: true,
        client => Encoding.ASCII.GetBytes($"{First(topology, client)} {topology.PerConnection}"));

    private static int First(Topology topology, int client) => topology.TopicsOf(client).First();

    /// <param name="topology">Who reads what.</param>
    /// <param name="version">Of the hub protocol: acknowledgements came with 2.</param>
    private static ClientProtocol SignalRJson(Topology topology, int version) =>
        new("/hub", null, Text: true, client => Encoding.UTF8.GetBytes(
            $"{{\"protocol\":\"json\",\"version\":{version}}}{SignalREnd}"
            + "{\"type\":1,\"target\":\"Subscribe\",\"arguments\":"
            + $"[{First(topology, client)},{topology.PerConnection}]}}{SignalREnd}"));

    /// <summary>
    /// An invocation in SignalR's MessagePack: [1, {}, nil, "Subscribe", [first, count]], its length before it.
    /// </summary>
    private static byte[] MessagePackCall(int first, int count)
    {
        byte[] call =
        [
            0x95, 0x01, 0x80, 0xc0, 0xa9, .. "Subscribe"u8, 0x92,
            0xcd, (byte)(first >> 8), (byte)first,
            0xcd, (byte)(count >> 8), (byte)count,
        ];
        return [(byte)call.Length, .. call]; // below 128 the length is one byte
    }

    private static Func<int, Topology, string[]> DotNet(string folder, string name) =>
        (port, topology) => ["dotnet", Output(folder, name), .. Numbers(port, topology)];

    private static string? Built(string folder, string name) =>
        File.Exists(Output(folder, name)) ? null : $"build perf/peers/{folder} in Release";

    private static string Output(string folder, string name) =>
        Repository.PathOf("perf", "peers", folder, "bin", "Release", "net10.0", $"{name}.dll");

    private static IEnumerable<string> Numbers(int port, Topology topology) =>
        new[] { port, topology.Topics, topology.FrameSize }
            .Select(static number => number.ToString(CultureInfo.InvariantCulture));
}
