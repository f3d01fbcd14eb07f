using Fanout.Conformance.Tests.Servers;
using Fanout.Integration.Tests.Processes;
using Xunit.v3;

[assembly: Parallelization(MaxThreads = 8)] // most of the time they wait for a server
[assembly: AssemblyFixture(typeof(EventLoopServer))]
[assembly: AssemblyFixture(typeof(PipeServer))]
[assembly: AssemblyFixture(typeof(UpgradeServer))]

namespace Fanout.Conformance.Tests.Servers;

/// <summary>A server process of one transport, for all cases that do not ask for settings of their own.</summary>
/// <param name="settings">Environment variables that choose the transport, and shorten what a case would wait for.</param>
public abstract class StreamServer(params (string Name, string Value)[] settings) : IAsyncLifetime
{
    private ServerProcess? _process;

    public ServerProcess Process => _process!;

    public Uri Address => Process.Address;

    public async ValueTask InitializeAsync()
    {
        var variables = settings.ToDictionary(static setting => setting.Name, static setting => setting.Value);
        variables["FANOUT__TRANSPORT__VIOLATIONLINGER"] = "00:00:00.05"; // every second case waits for it
        _process = await ServerProcess.StartAsync(variables, "--dev");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
            await _process.DisposeAsync();
    }
}

/// <summary>Connections live on event loops, which look at the first bytes themselves.</summary>
public sealed class EventLoopServer() : StreamServer(Transports.EventLoops);

/// <summary>Connections live on the web server's pipes, and are opened before HTTP sees them, as behind TLS.</summary>
public sealed class PipeServer() : StreamServer(Transports.Pipes);

/// <summary>Connections live on the web server's pipes, and HTTP has opened them.</summary>
public sealed class UpgradeServer() : StreamServer(Transports.Upgrades);
