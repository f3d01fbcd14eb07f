using Microsoft.Extensions.Logging;

namespace Fanout.Log.Archive;

/// <summary>
/// What is done for the archive while PostgreSQL is away: the log is kept from trimming what the archive lacks, also where
/// it forgot how far that is, and what is lacking is counted. Not safe for concurrent use.
/// </summary>
internal sealed class ArchiveHold(IEventLog log, ArchiveMetrics metrics, ILogger logger)
{
    private readonly Dictionary<int, LogPosition> _archived = [];
    private readonly Dictionary<int, (string RunId, uint Epoch)> _held = [];
    private HashSet<int> _mine = [.. Enumerable.Range(0, log.PartitionCount)]; // until it is known who else is there: all

    /// <summary>Only these are this process's to look after.</summary>
    public void LookAfter(IEnumerable<int> partitions)
    {
        HashSet<int> mine = [.. partitions];
        foreach (int left in _mine.Where(partition => !mine.Contains(partition)))
        {
            _archived.Remove(left);
            _held.Remove(left);
            metrics.Forget(left);
        }
        _mine = mine;
    }

    /// <summary>The archive has a partition up to here.</summary>
    public void Remember(int partition, LogPosition archived)
    {
        _archived[partition] = archived;
        _held.Remove(partition);
    }

    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        foreach (int partition in _mine)
        {
            try
            {
                await HoldAsync(partition, cancellationToken).ConfigureAwait(false);
            }
            catch (LogStorageException failure)
            {
                ArchiveMessages.Unread(logger, partition, failure); // away, too: nothing is trimmed meanwhile
                return;
            }
        }
    }

    private async ValueTask HoldAsync(int partition, CancellationToken cancellationToken)
    {
        PartitionHead head = (await log
            .ReadAsync(partition, LogPosition.Start, 0, cancellationToken).ConfigureAwait(false)).Head;
        bool isKnown = _archived.TryGetValue(partition, out LogPosition archived) && archived.Epoch == head.Position.Epoch;
        ulong through = isKnown ? archived.Sequence : 0;
        metrics.Saw(
            partition, PartitionArchiver.Lacking(head, Math.Max(through, head.TrimmedThrough)), isHeld: false);
        (string, uint) held = (head.RunId, head.Position.Epoch);
        if (head.Position.Epoch == 0 || _held.GetValueOrDefault(partition) == held)
            return;
        // Too low a mark keeps a little more than it has to; there is none at all where the store came back empty.
        await log.MarkArchivedAsync(partition, through, cancellationToken).ConfigureAwait(false);
        _held[partition] = held;
    }
}
