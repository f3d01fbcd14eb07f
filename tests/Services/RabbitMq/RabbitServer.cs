using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fanout.Services.Processes;

namespace Fanout.Services.RabbitMq;

/// <summary>
/// A real RabbitMQ on free loopback ports, with a node name, a register of nodes and a data folder of its own; all of it ends
/// with it.
/// </summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private const int StartCountMax = 3; // another process may take a port that was free a moment ago

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120); // Erlang takes its time on a busy machine
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("fanout-rabbitmq-").FullName;
    private readonly int _epmdPort = FreePort.Next();
    private readonly int _distributionPort = FreePort.Next();
    private ServiceProcess? _epmd;
    private ServiceProcess? _server;

    private RabbitServer()
    {
    }

    /// <summary>On 127.0.0.1; stays the same through restarts.</summary>
    public int Port { get; private set; }

    /// <summary>As clients and <c>Amqp:Uri</c> take it.</summary>
    public string Uri => string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{Port}");

    /// <summary>What the server says of itself in its present run.</summary>
    public string Log => _server?.Output ?? "";

    /// <summary>Starts one that takes connections; skips the test where there is none (<see cref="RabbitProgram.Require"/>).</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds its log.</exception>
    public static async Task<RabbitServer> StartAsync()
    {
        RabbitProgram.Require();
        var server = new RabbitServer();
        try
        {
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>As <c>kill -9</c>. Durable queues, their persistent messages, and the port stay.</summary>
    public async Task KillAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    /// <summary>Starts it again after it was killed; returns when it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds its log.</exception>
    public async Task StartAgainAsync()
    {
        if (!await TryStartAsync())
            throw DidNotStart();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_epmd is not null)
            await _epmd.DisposeAsync(); // after the server, which would start another
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartOnFreePortAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "enabled_plugins"), "[].\n");
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "rabbitmq.conf"), ["disk_free_limit.absolute = 1MB", "vm_memory_high_watermark.absolute = 1GB"]);
        _epmd = await ServiceProcess.StartAsync(new ProcessStartInfo(
            RabbitProgram.Epmd, ["-port", _epmdPort.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"]));
        for (var count = 1; ; count++)
        {
            Port = FreePort.Next();
            if (await TryStartAsync())
                return;
            if (count == StartCountMax || !Log.Contains("eaddrinuse", StringComparison.Ordinal))
                throw DidNotStart();
            await KillAsync();
        }
    }

    private async Task<bool> TryStartAsync()
    {
        var start = new ProcessStartInfo(RabbitProgram.Server!) { WorkingDirectory = _folder };
        foreach (var (name, value) in Variables())
            start.Environment[name] = value;
        _server = await ServiceProcess.StartAsync(start);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < StartPatience)
        {
            if (_server.HasEnded)
                return false;
            // The port is open before the server has begun; this line comes when it has.
            if (Log.Contains("Server startup complete", StringComparison.Ordinal) && await ListensAsync())
                return true;
            await Task.Delay(PollInterval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        throw DidNotStart();
    }

    private Dictionary<string, string> Variables() => new()
    {
        ["HOME"] = _folder, // where Erlang keeps its cookie
        ["RUNNING_UNDER_SYSTEMD"] = "1", // the script becomes the server, rather than its parent
        ["RABBITMQ_NODENAME"] = string.Create(CultureInfo.InvariantCulture, $"fanout-{Port}@localhost"),
        ["RABBITMQ_NODE_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none"), // not the machine's
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
        ["ERL_EPMD_PORT"] = _epmdPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
    };

    private async Task<bool> ListensAsync()
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private InvalidOperationException DidNotStart() =>
        new(string.Create(CultureInfo.InvariantCulture, $"RabbitMQ did not start on port {Port}:\n{Log}"));
}
