namespace Fanout.Log.Tests;

/// <summary>
/// Writes to a partition by hand: numbers and chains drafts as a writer would, and lets a test bend each number.
/// </summary>
public sealed class Hand(IEventLog log, int partition)
{
    private readonly Dictionary<string, uint> _matches = new(StringComparer.Ordinal);

    public Fence Fence { get; set; }

    public string RunId { get; set; } = "";

    public uint Epoch { get; set; }

    public ulong Sequence { get; set; }

    public ChainHash Chain { get; set; }

    /// <summary>The last entry.</summary>
    public LogPosition Position => new(Epoch, Sequence);

    /// <summary>Takes the lease and opens the partition under the given epoch.</summary>
    public static async Task<Hand> OpenAsync(IEventLog log, int partition = 0, uint epoch = 7, ulong holder = 1)
    {
        Hand hand = await TakeAsync(log, partition, holder);
        if (hand.Epoch == 0)
            Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(epoch));
        return hand;
    }

    /// <summary>Takes the lease and reads the head, as a writer does before it decides whether it can go on.</summary>
    public static async Task<Hand> TakeAsync(IEventLog log, int partition = 0, ulong holder = 1)
    {
        LeaseAnswer lease = await log.AcquireLeaseAsync(partition, new HolderId(holder), $"node-{holder}");
        Assert.True(lease.Taken);
        PartitionHead head = await HeadAsync(log, partition);
        return new Hand(log, partition)
        {
            Fence = lease.Lease.Fence,
            RunId = head.RunId,
            Epoch = head.Position.Epoch,
            Sequence = head.Position.Sequence,
            Chain = head.Chain,
        };
    }

    public static async Task<PartitionHead> HeadAsync(IEventLog log, int partition = 0) =>
        (await log.ReadAsync(partition, LogPosition.Start, 0)).Head;

    public async Task<SealOutcome> SealAsync(uint epoch)
    {
        SealOutcome outcome = await log.SealAsync(new SealRequest
        {
            Partition = partition,
            Fence = Fence,
            RunId = RunId,
            Head = new LogPosition(Epoch, Sequence),
            Chain = Chain,
            Epoch = epoch,
        });
        if (outcome == SealOutcome.Sealed)
            Epoch = epoch;
        return outcome;
    }

    /// <summary>The next entry, without counting it as written.</summary>
    public Entry Number(EntryDraft draft, LogPosition continues = default) => Chained(new Entry
    {
        Partition = partition,
        Epoch = Epoch,
        Sequence = Sequence + 1,
        MatchId = draft.MatchId,
        MatchSequence = draft.Kind == EntryKind.Decision ? 0 : _matches.GetValueOrDefault(draft.MatchId) + 1,
        Kind = draft.Kind,
        Key = draft.Key,
        ContentDigest = draft.ContentDigest,
        Retention = draft.Retention,
        Life = draft.Life,
        Continues = continues,
        Public = draft.Public,
        Writer = draft.Writer,
        Chain = default,
    });

    /// <summary>The entry with the chain hash that belongs to its content after this hand's chain.</summary>
    public Entry Chained(Entry entry) => entry with { Chain = ChainHash.Next(Chain, entry) };

    /// <summary>Counts an entry as written, whatever the log says.</summary>
    public void Advance(Entry entry)
    {
        (Epoch, Sequence, Chain) = (entry.Epoch, entry.Sequence, entry.Chain);
        if (entry.MatchSequence > 0)
            _matches[entry.MatchId] = entry.MatchSequence;
    }

    /// <summary>Appends one draft and expects it to be taken.</summary>
    public async Task<EntryPlace> AppendAsync(EntryDraft draft)
    {
        Entry entry = Number(draft);
        EntryAnswer answer = await TryAsync(entry);
        Assert.Equal(AppendOutcome.Appended, answer.Outcome);
        Advance(entry);
        return answer.Place;
    }

    /// <summary>Sends one entry as it is.</summary>
    public async Task<EntryAnswer> TryAsync(Entry entry, bool reopening = false) =>
        Assert.Single((await log.AppendAsync(Request([entry], reopening))).Answers);

    /// <summary>A request with this hand's lease, run and chain.</summary>
    public AppendRequest Request(IReadOnlyList<Entry> entries, bool reopening = false) => new()
    {
        Partition = partition,
        Fence = Fence,
        RunId = RunId,
        Previous = Chain,
        Entries = entries,
        Reopening = reopening,
    };
}
