using Fanout.Log.InMemory;

namespace Fanout.Log.Tests;

public sealed class InMemoryHarness : InProcessHarness
{
    private int _run = 1;

    private InMemoryEventLog InMemory => (InMemoryEventLog)Log;

    private string RunId => $"run-{_run}";

    public override ValueTask CreateAsync(int partitionCount)
    {
        Log = new InMemoryEventLog(partitionCount, Clock, RunId);
        return ValueTask.CompletedTask;
    }

    public override ValueTask ReopenAsync()
    {
        Log = InMemory.Fork(RunId);
        return ValueTask.CompletedTask;
    }

    public override ValueTask RestartStoreAsync()
    {
        _run++;
        return ReopenAsync();
    }

    public override ValueTask DisposeAsync() => Log.DisposeAsync();
}

public sealed class InMemoryAppendTests() : AppendContract(new InMemoryHarness());

public sealed class InMemoryEpochTests() : EpochContract(new InMemoryHarness());

public sealed class InMemoryLeaseTests() : LeaseContract(new InMemoryHarness());

public sealed class InMemoryReadTests() : ReadContract(new InMemoryHarness());

public sealed class InMemorySnapshotTests() : SnapshotContract(new InMemoryHarness());

public sealed class InMemoryWriterTrimTests() : WriterTrimContract(new InMemoryHarness());
