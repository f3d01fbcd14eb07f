using System.Text;
using Fanout.Perf.Harness;
using Fanout.Perf.Publishing;

namespace Fanout.Perf.Contenders;

/// <summary>nats-server, read over WebSocket; each topic is a subject.</summary>
internal sealed class NatsContender : IContender
{
    private const string Program = "nats-server";

    public string Name => "nats";

    public string? Missing => Shell.Has(Program) ? null : $"apt-get install {Program}";

    public ClientProtocol Protocol(Topology topology) => new("/", null, Text: false, client =>
    {
        var lines = new StringBuilder("CONNECT {\"verbose\":false,\"pedantic\":false}\r\n");
        foreach (var (topic, index) in topology.TopicsOf(client).Select(static (topic, index) => (topic, index)))
            lines.Append($"SUB {NatsPublisher.SubjectOf(topic)} {index + 1}\r\n");
        return Encoding.ASCII.GetBytes(lines.ToString());
    });

    public async Task<RunningServer> StartAsync(int port, Topology topology, string? processors)
    {
        var publishedTo = LoadGenerator.FreePort();
        var configuration = Repository.PathOf("artifacts", "perf", $"nats-{port}.conf");
        // Pings only after the windows of measurement.
        await File.WriteAllTextAsync(configuration, $$"""
            listen: "127.0.0.1:{{publishedTo}}"
            ping_interval: "1h"
            websocket { listen: "127.0.0.1:{{port}}", no_tls: true }
            """);
        var server = Child.Start(Name, processors, Program, ["-c", configuration], commanded: false);
        return await PublishedServer.StartAsync(Name, server, publishedTo, topology);
    }
}
