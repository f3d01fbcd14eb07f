using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;

namespace Fanout.Perf.Harness;

/// <summary>The load generator in C (perf/load), with all clients of one server.</summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    private readonly Child _child;
    private readonly string _files;
    private int _fileCount;

    private LoadGenerator(Child child, string files) => (_child, _files) = (child, files);

    /// <summary>What the first connecting came to.</summary>
    public JsonObject Connected { get; private set; } = [];

    public static async Task<LoadGenerator> StartAsync(
        string name, int port, Topology topology, ClientProtocol protocol, string? processors)
    {
        var files = Repository.PathOf("artifacts", "perf", $"payloads-{name}-{port}");
        List<string> arguments =
        [
            "--port", Text(port),
            "--path", protocol.Path,
            "--connections", Text(topology.Connections),
            "--stalled", Text(topology.StalledPercent),
            "--per-address", Text(topology.PerAddress),
        ];
        if (protocol.Subprotocol is { } subprotocol)
            arguments.AddRange(["--subprotocol", subprotocol]);
        if (protocol.Text)
            arguments.Add("--text");
        if (protocol.Stateful)
            arguments.Add("--stateful");
        if (protocol.First is not null)
            arguments.AddRange(["--payloads", WritePayloads(files, topology, protocol)]);
        var generator = new LoadGenerator(Child.Start($"load of {name}", processors, Native.Load, arguments), files);
        generator.Connected = await generator._child.ExpectAsync("ready");
        return generator;
    }

    /// <summary>A port of loopback that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public Task BeginAsync() => _child.AskAsync("begin", "begun");

    /// <summary>What was counted since the last beginning.</summary>
    public Task<JsonObject> CountAsync() => _child.AskAsync("end");

    /// <summary>Cuts all connections.</summary>
    public Task DropAsync() => _child.AskAsync("drop", "dropped");

    /// <summary>Connects all clients at once; returns when each has seen enough.</summary>
    /// <param name="topology">Who reads what.</param>
    /// <param name="protocol">What they say.</param>
    /// <param name="untilUs">
    /// A client is consistent when it has seen marks as new as this; 0: when it has shaken hands.
    /// </param>
    /// <param name="inFlight">How many connect at once.</param>
    public Task<JsonObject> ConnectAsync(Topology topology, ClientProtocol protocol, long untilUs, int inFlight)
    {
        var file = WritePayloads($"{_files}-{++_fileCount}", topology, protocol);
        return _child.AskAsync($"connect {file} {untilUs} {inFlight} {topology.PerConnection} {protocol.Path}", "ready");
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private static string WritePayloads(string file, Topology topology, ClientProtocol protocol)
    {
        using var writer = new BinaryWriter(File.Create(file));
        for (var client = 0; protocol.First is not null && client < topology.Patterns; client++)
        {
            var payload = protocol.First(client);
            writer.Write(payload.Length);
            writer.Write(payload);
        }
        return file;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
