namespace Fanout.Perf.Contenders;

/// <summary>A server that is measured.</summary>
internal interface IContender
{
    /// <summary>What it is called on the command line and in tables.</summary>
    string Name { get; }

    /// <summary>Why it cannot run here, or null: what to install.</summary>
    string? Missing { get; }

    ClientProtocol Protocol(Topology topology);

    /// <summary>Starts it; returns once it listens.</summary>
    Task<RunningServer> StartAsync(int port, Topology topology, string? processors);
}
