using Fanout.Log;

namespace Fanout.Ingest.Sharing;

/// <summary>Who holds the partitions that this process does not, as of one look at the log.</summary>
/// <param name="leases">By partition; null: it was free, or ours.</param>
internal sealed class Survey(IReadOnlyList<Lease?> leases)
{
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when there is a newer one.</summary>
    public Task Superseded => _superseded.Task;

    public Lease? LeaseOf(int partition) => leases[partition];

    public void Supersede() => _superseded.TrySetResult();
}
