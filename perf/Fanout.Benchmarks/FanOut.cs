using Fanout.Perf.Nodes;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Benchmarks;

/// <summary>
/// One entry to everybody who reads one topic, from the publisher to a sink that discards. What more readers cost, in
/// time and bytes, is what a delivery costs; what one reader costs is the price of publishing.
/// </summary>
[MemoryDiagnoser]
public class FanOut : IDisposable
{
    private const int EventCount = 64; // in an invocation, so that timers are fine enough

    private readonly LogEntry[] _entries = new LogEntry[EventCount];
    private Engine? _engine;

    [Params(1, 10_000)]
    public int Connections { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _engine = new Engine(matchCount: 1);
        var subscribe = Engine.Subscribe([0]);
        for (var index = 0; index < Connections; index++)
            _engine.Open().Post(subscribe);
        _engine.Work();
    }

    [IterationSetup]
    public void MakeEntriesUp()
    {
        for (var index = 0; index < EventCount; index++)
            _entries[index] = _engine!.Next(0);
    }

    [Benchmark(OperationsPerInvoke = EventCount)]
    public long Publish()
    {
        foreach (var entry in _entries)
        {
            _engine!.Publish(entry);
            _engine.Work();
        }
        return _engine!.Frames;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _engine?.Dispose();
        GC.SuppressFinalize(this);
    }
}
