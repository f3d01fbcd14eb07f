using Fanout.Log;

namespace Fanout.Ingest.Sharing;

/// <summary>What a process is to do about the partitions, as the leases stand.</summary>
/// <param name="Take">Free partitions to take.</param>
/// <param name="Ask">Whom to ask for one more; null: nobody.</param>
internal readonly record struct SharePlan(IReadOnlyList<int> Take, HolderId? Ask);

/// <summary>
/// How processes divide the partitions of a log among them, by what each can read in the leases: everybody takes free
/// partitions up to its share, and who has two less than another asks that one for one of its own.
/// </summary>
/// <remarks>
/// It comes to rest: each partition that changes hands makes the difference of two holders smaller, and at a difference
/// of one nobody asks. A process is known to others by its leases alone, so one that has none asks until it has. The
/// alternative, a list of members that everybody keeps up in the log, would be one more thing that can be wrong about who
/// is alive. One caller at a time; told the time.
/// </remarks>
internal sealed class ShareRule(HolderId self, int partitionCount)
{
    /// <summary>
    /// How long a free partition is left to those who have less than their share. Four looks: whoever is alive has taken
    /// it by then, and who counts as alive and takes nothing must not keep it from everybody.
    /// </summary>
    public static readonly TimeSpan LeftoverAfter = TimeSpan.FromSeconds(1);

    private const int DifferenceMin = 2; // at 1 the two would only change places

    private readonly TimeSpan?[] _freeSince = new TimeSpan?[partitionCount];
    private readonly TimeSpan[] _leftUntil = new TimeSpan[partitionCount];

    /// <param name="holders">By partition: who holds it; null: nobody.</param>
    /// <param name="now">The time, by a clock that is never set.</param>
    public SharePlan Plan(IReadOnlyList<HolderId?> holders, TimeSpan now)
    {
        var counts = holders.OfType<HolderId>().CountBy(static holder => holder).ToDictionary();
        var own = counts[self] = counts.GetValueOrDefault(self);
        var share = (partitionCount + counts.Count - 1) / counts.Count;
        var take = new List<int>();
        for (var i = 0; i < partitionCount; i++)
        {
            var partition = (int)((self.Value + (ulong)i) % (ulong)partitionCount); // not all at the same end
            if (MayTake(partition, holders[partition], now, isBelowShare: own + take.Count < share)) take.Add(partition);
        }
        var richest = counts.OrderBy(static count => count.Key.Value).MaxBy(static count => count.Value);
        var asks = take.Count == 0 && MayYield(richest.Value, own);
        return new SharePlan(take, asks ? richest.Key : null);
    }

    /// <summary>Whether who has <paramref name="own"/> partitions gives one to who has <paramref name="theirs"/>.</summary>
    public static bool MayYield(int own, int theirs) => own - theirs >= DifferenceMin;

    /// <summary>The partition is another's to take until then.</summary>
    public void Leave(int partition, TimeSpan until) => _leftUntil[partition] = until;

    private bool MayTake(int partition, HolderId? holder, TimeSpan now, bool isBelowShare)
    {
        if (holder is not null)
        {
            _freeSince[partition] = null;
            return false;
        }
        var freeSince = _freeSince[partition] ??= now;
        return now >= _leftUntil[partition] && (isBelowShare || now - freeSince >= LeftoverAfter);
    }
}
