using Fanout.Perf.Driving;

namespace Fanout.Perf.Nodes;

/// <summary>
/// What it takes to make up events, which a server that follows a log does not do: taken off what the process used.
/// One thread.
/// </summary>
internal sealed class SourceCost
{
    private long _startNs;
    private long _startBytes;

    /// <summary>Processor time, in nanoseconds.</summary>
    public long Ns { get; private set; }

    public long AllocatedBytes { get; private set; }

    public void Begin() => (Ns, AllocatedBytes) = (0, 0);

    public void Start() => (_startNs, _startBytes) = (UnixClock.ThreadNs, GC.GetAllocatedBytesForCurrentThread());

    public void Stop()
    {
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - _startBytes;
        Ns += UnixClock.ThreadNs - _startNs;
    }
}
