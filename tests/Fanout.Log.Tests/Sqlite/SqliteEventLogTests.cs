using Fanout.Log.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

public sealed class SqliteHarness : InProcessHarness
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestMeters _meters = new();
    private int _partitionCount;

    public override ValueTask CreateAsync(int partitionCount)
    {
        _partitionCount = partitionCount;
        Open(restored: false);
        return ValueTask.CompletedTask;
    }

    public override ValueTask ReopenAsync() => ReopenAsync(restored: false);

    public override ValueTask RestartStoreAsync() => ReopenAsync(restored: true);

    public override async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _meters.Dispose();
        _folder.Dispose();
    }

    private async ValueTask ReopenAsync(bool restored)
    {
        await Log.DisposeAsync();
        Open(restored);
    }

    private void Open(bool restored)
    {
        var options = new EventLogOptions
        {
            DataFolder = _folder.Path,
            PartitionCount = _partitionCount,
            Restored = restored,
        };
        Log = SqliteEventLog.Open(options, Clock, new EventLogMetrics(_meters, Clock), NullLogger.Instance);
    }
}

public sealed class SqliteAppendTests() : AppendContract(new SqliteHarness());

public sealed class SqliteEpochTests() : EpochContract(new SqliteHarness());

public sealed class SqliteLeaseTests() : LeaseContract(new SqliteHarness());

public sealed class SqliteReadTests() : ReadContract(new SqliteHarness());

public sealed class SqliteSnapshotTests() : SnapshotContract(new SqliteHarness());

public sealed class SqliteWriterTrimTests() : WriterTrimContract(new SqliteHarness());
