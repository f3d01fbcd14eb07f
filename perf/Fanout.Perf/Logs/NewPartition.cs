using Fanout.Log;

namespace Fanout.Perf.Logs;

/// <summary>A partition of a log that is new: there is nothing to restore and nothing to restate.</summary>
internal sealed class NewPartition : IPartitionOwner
{
    public ValueTask RestoreAsync(PartitionSnapshot? snapshot, CancellationToken cancellationToken) => default;

    public ValueTask ApplyAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken) => default;

    public ValueTask RestateAsync(Action<IReadOnlyList<MatchOpening>> restate, CancellationToken cancellationToken)
    {
        restate([]);
        return default;
    }
}
