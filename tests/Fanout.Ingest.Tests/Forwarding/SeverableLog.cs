using System.Reflection;
using Fanout.Log;
using Fanout.Log.Tests;

namespace Fanout.Ingest.Tests.Forwarding;

/// <summary>A process's way to the log, which can be cut.</summary>
internal sealed class SeverableLog(IEventLog inner) : LogDecorator(inner)
{
    /// <summary>From now on nothing reaches the log, and nothing comes from it.</summary>
    public void Sever()
    {
        var gone = DispatchProxy.Create<IEventLog, Gone>();
        ((Gone)gone).Count = PartitionCount;
        Inner = gone;
    }

#pragma warning disable CA1852 // The proxy is a type derived from it, made at run time.
    internal class Gone : DispatchProxy
#pragma warning restore CA1852
    {
        public int Count { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            $"get_{nameof(ILogReader.PartitionCount)}" => Count,
            nameof(IAsyncDisposable.DisposeAsync) => ValueTask.CompletedTask,
            _ => throw new LogStorageException("the way to the log is cut"),
        };
    }
}

/// <summary>A log that says of one partition that somebody holds it, whoever asks.</summary>
internal sealed class LyingLog(IEventLog inner, Lease lie) : LogDecorator(inner)
{
    public override ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
        partition == lie.Partition ? ValueTask.FromResult<Lease?>(lie) : base.ReadLeaseAsync(partition, cancellationToken);

    public override ValueTask<LeaseAnswer> AcquireLeaseAsync(
        int partition, HolderId holder, string address, CancellationToken cancellationToken = default) =>
        partition == lie.Partition
            ? ValueTask.FromResult(new LeaseAnswer(false, lie))
            : base.AcquireLeaseAsync(partition, holder, address, cancellationToken);
}

/// <summary>A log whose replicas have fallen behind.</summary>
internal sealed class UncopiedLog(IEventLog inner) : LogDecorator(inner)
{
    private int _askedCount;

    /// <summary>How long a replica would take to catch up.</summary>
    public TimeSpan Behind { get; set; } = TimeSpan.MaxValue;

    public int AskedCount => Volatile.Read(ref _askedCount);

    public override ValueTask<bool> IsCopiedAsync(
        int partition, TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _askedCount);
        return ValueTask.FromResult(atMost >= Behind);
    }
}
