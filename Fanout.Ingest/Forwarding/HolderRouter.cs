using Fanout.Ingest.Matches;
using Fanout.Ingest.Sharing;
using Fanout.Log;

namespace Fanout.Ingest.Forwarding;

/// <summary>
/// Brings work to the holder of its partition, and after it when the partition changes hands, for as long as its sender
/// waits.
/// </summary>
/// <remarks>
/// What another process forwarded here never comes this way (<see cref="ForwardingEndpoint"/>): that is what keeps
/// requests from going round. After a failure it waits for the next look at the leases, so a holder that is gone is
/// asked four times a second and no more. Safe for concurrent use.
/// </remarks>
/// <param name="spread">Knows who holds what.</param>
/// <param name="peers">Reaches the others; null: the log is not shared.</param>
/// <param name="self">Who this process is in the leases.</param>
internal sealed class HolderRouter(PartitionSpread spread, Peers? peers, HolderId self)
{
    /// <summary>Looks that must agree that a holder is no longer one, before its answer is waited for no more.</summary>
    private const int MovedLooks = 2; // one that gives a partition up answers for what it has done

    /// <summary>Returns when the log has answered for the work; false when it will not for all of it.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public async ValueTask<bool> BringAsync(
        HolderWork work, PartitionIngest partition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var survey = spread.Current;
            var lease = survey.LeaseOf(partition.Number);
            var end = RouteRule.Decide(partition.IsHeld, lease, self, peers is { CanForward: true }) switch
            {
                Route.Here => await work.HereAsync(partition, cancellationToken).ConfigureAwait(false),
                Route.There => await ThereAsync(work, lease!, survey, cancellationToken).ConfigureAwait(false),
                _ => WorkEnd.Moved,
            };
            if (end != WorkEnd.Moved) return end == WorkEnd.Done;
            await survey.Superseded.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits for the holder's answer only while it is the holder: one that was frozen, or cut off, may never answer, and
    /// whoever took its partition will.
    /// </summary>
    private async ValueTask<WorkEnd> ThereAsync(
        HolderWork work, Lease lease, Survey survey, CancellationToken cancellationToken)
    {
        using var moved = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = work.ThereAsync(peers!, lease.Address, lease.Partition, moved.Token).AsTask();
        for (var looks = 0; !sending.IsCompleted && looks < MovedLooks;)
        {
            await Task.WhenAny(sending, survey.Superseded).ConfigureAwait(false);
            survey = spread.Current;
            looks = survey.LeaseOf(lease.Partition)?.Fence == lease.Fence ? 0 : looks + 1;
        }
        if (!sending.IsCompleted) await moved.CancelAsync().ConfigureAwait(false);
        try
        {
            return await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WorkEnd.Moved;
        }
    }
}
