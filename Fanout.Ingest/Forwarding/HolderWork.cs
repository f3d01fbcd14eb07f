using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Forwarding;

/// <summary>How far a piece of work came.</summary>
internal enum WorkEnd
{
    /// <summary>The log has answered for all of it.</summary>
    Done,

    /// <summary>What is left of it is for whoever holds the partition now.</summary>
    Moved,

    /// <summary>There will be no answer for all of it; whoever sent it sends it again.</summary>
    GivenUp,
}

/// <summary>
/// What only the holder of a partition can do: the events of a batch, for one. It may be begun here and go on there; it
/// must come to the same if part of it is done twice, because a lost answer is no answer.
/// </summary>
internal abstract class HolderWork
{
    /// <summary>Does what is left of it here.</summary>
    public abstract ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken);

    /// <summary>Has what is left of it done at another process.</summary>
    /// <param name="peers">Reaches it.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public abstract ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken);
}
