using System.Globalization;
using System.Net.Sockets;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Contenders;

/// <summary>A server that takes no commands of ours: another process of ours publishes to it.</summary>
internal static class PublishedServer
{
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Starts both; the publisher shares the processors of the clients.</summary>
    /// <param name="name">What it is called, and what the publisher calls it.</param>
    /// <param name="server">The server, started.</param>
    /// <param name="port">Where it is published to.</param>
    /// <param name="topology">Topics and sizes.</param>
    public static async Task<RunningServer> StartAsync(string name, Child server, int port, Topology topology)
    {
        await ListensAsync(name, port);
        var publisher = Child.Start(
            $"publisher of {name}",
            Processors.Apart.Load,
            "dotnet",
            [
                typeof(PublishedServer).Assembly.Location,
                "publish", name,
                "--port", Text(port),
                "--topics", Text(topology.Topics),
                "--bytes", Text(topology.FrameSize),
            ]);
        await publisher.ExpectAsync("ready");
        return new RunningServer(publisher, [server.Id], server);
    }

    private static async Task ListensAsync(string name, int port)
    {
        using var late = new CancellationTokenSource(StartTimeMax, TimeProvider.System);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, late.Token);
                return;
            }
            catch (SocketException) when (!late.IsCancellationRequested)
            {
                await Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                throw new HarnessException($"{name}: port {port} does not listen after {StartTimeMax.TotalSeconds} s");
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
