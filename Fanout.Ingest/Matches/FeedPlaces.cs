using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Matches;

/// <summary>What feeds remember, each in its place in the log (<see cref="FeedPlace"/>). Safe for concurrent use.</summary>
/// <param name="directory">Knows where the places are.</param>
/// <param name="bring">Brings work to the holder of a partition; false when the log does not answer in time.</param>
internal sealed class FeedPlaces(IngestDirectory directory, Func<HolderWork, int, CancellationToken, ValueTask<bool>> bring)
{
    /// <summary>Writes down what a feed must remember; null when the log does not answer in time: ask again. The note is given away.</summary>
    /// <returns>False: another process has noted something since, and this was not taken.</returns>
    public async ValueTask<bool?> NoteAsync(string feed, FeedNote note, CancellationToken cancellationToken)
    {
        var work = new FeedNoteWork(feed, note);
        return await bring(work, PartitionOf(feed).Number, cancellationToken).ConfigureAwait(false) ? !work.IsSuperseded : null;
    }

    /// <summary>What a feed remembers, whichever process holds its place, without what was put aside; null when the log does not answer in time.</summary>
    public async ValueTask<FeedMemory?> RecallAsync(string feed, CancellationToken cancellationToken)
    {
        var work = new FeedNoteWork(feed, new FeedNote(), recall: true);
        return await bring(work, PartitionOf(feed).Number, cancellationToken).ConfigureAwait(false) ? work.Memory : null;
    }

    /// <summary>Whether this process has a feed's place, or goes for it, and so runs what only one may run; even while the log is away.</summary>
    public bool Holds(string feed) => PartitionOf(feed).IsHeld;

    /// <summary>What a feed remembers; null while its place is not open here, and so nobody here knows.</summary>
    public FeedMemory? MemoryOf(string feed)
    {
        var partition = PartitionOf(feed);
        lock (partition.Matches.Gate) // whoever restores the matches needs it, after the partition was closed
            return partition.IsOpen ? partition.Matches.Table.Find(FeedPlace.IdOf(feed))?.Feed ?? new FeedMemory() : null;
    }

    private PartitionIngest PartitionOf(string feed) => directory.PartitionOf(FeedPlace.IdOf(feed));
}
