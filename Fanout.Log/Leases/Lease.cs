namespace Fanout.Log;

/// <summary>
/// Random identity of one instance of a writer: new for each life of a process, so that a restart is another holder.
/// </summary>
public readonly record struct HolderId(ulong Value)
{
    public override string ToString() => Value.ToString("x16", null);
}

/// <summary>
/// What tells one tenure of a partition from every other: a counter that rises with each new lease, and who holds it.
/// </summary>
/// <remarks>
/// A lease of a later tenure has the higher counter, also where a store lost its memory in between: it counts on from
/// the time, ms since 1970. Where a clock was set back as well, the holder's random identity still tells the two apart.
/// </remarks>
public readonly record struct Fence(ulong Counter, HolderId Holder);

/// <summary>The right to append to a partition, for a short time.</summary>
/// <param name="Partition">Partition that it is for.</param>
/// <param name="Fence">Goes with every append.</param>
/// <param name="Address">Internal address of the holder; may be empty.</param>
/// <param name="ExpiresMs">Unix time in milliseconds of the log's clock; the lease ends then unless renewed.</param>
public sealed record Lease(int Partition, Fence Fence, string Address, long ExpiresMs);

/// <summary>Answer to an attempt to take a lease.</summary>
/// <param name="Taken">Whether the lease is the asker's.</param>
/// <param name="Lease">The asker's lease, or the one that stands in the way.</param>
public readonly record struct LeaseAnswer(bool Taken, Lease Lease);

/// <summary>Times that every implementation and every writer agree on.</summary>
public static class LeaseTimes
{
    /// <summary>
    /// Life of a lease that is not renewed. Who wants it looks four times a second and then restores the partition, and
    /// all of that is to be over within 3 s (DESIGN 5).
    /// </summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often a lease is renewed, and how long the answer is waited for: less than a third of the expiry, so that two
    /// renewals may be lost.
    /// </summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(0.6);

    /// <summary>
    /// How long anyone else leaves an unsealed partition to its last holder, which alone can repair it (DESIGN 5). More
    /// than two processes learn of a new primary apart: they ask Sentinels after 0.5 s each, and for 0.3 s.
    /// </summary>
    public static readonly TimeSpan HolderPreference = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long anyone else leaves a partition whose holder was seen and of which the store has nothing any more. Its
    /// holder's memory is all that is left of it; what became of its connection it may notice 2 s later than others, its
    /// request of before may have to time out (1.5 s), and it gives way itself.
    /// </summary>
    public static readonly TimeSpan EmptiedPreference = TimeSpan.FromSeconds(6);

    /// <summary>
    /// How long a holder that was away leaves an emptied partition to one that came after it, which renews its lease
    /// within this and finds it gone. Shorter than the preference by as much as connections may come back apart.
    /// </summary>
    public static readonly TimeSpan LaterHolderPreference = TimeSpan.FromSeconds(1);
}
