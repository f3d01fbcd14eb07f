using System.Runtime.Versioning;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>The loops of the process, one for each of the shards that they drive.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EventLoops : IDisposable
{
    private int _last;

    public EventLoops(
        IReadOnlyList<ITurns> work,
        TransportOptions options,
        Reception reception,
        TimeProvider time,
        ILogger<EventLoop> log) =>
        All = [.. work.Select((turns, index) => new EventLoop(index, turns, options, reception, time, log))];

    public IReadOnlyList<EventLoop> All { get; }

    /// <summary>Whose turn it is to get a connection.</summary>
    public EventLoop Next() => All[(int)((uint)Interlocked.Increment(ref _last) % (uint)All.Count)];

    public void Start()
    {
        foreach (var loop in All)
            loop.Start();
    }

    /// <summary>The first one accepts, so that it ends before those that it gives connections to.</summary>
    public void Dispose()
    {
        foreach (var loop in All)
            loop.Dispose();
    }
}
