using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Normalising;
using Fanout.Log;

namespace Fanout.Ingest.Matches;

/// <summary>
/// One turn of a partition's loop: what its jobs issue goes to the log together and is answered together.
/// </summary>
/// <remarks>Used under <see cref="PartitionMatches.Gate"/> until <see cref="AllAppendedAsync"/>.</remarks>
internal sealed class PartitionTurn(PartitionMatches matches, PartitionWriter writer, double nowMs)
{
    /// <summary>Of one match at a time: two are due at most, and the next watch goes on.</summary>
    private const int DecisionsMax = 8;

    private readonly List<Task<AppendResult>> _appends = [];
    private readonly List<Task<AppendResult>> _restatements = [];
    private readonly Dictionary<string, UInt128> _digests = new(StringComparer.Ordinal); // by key

    public MatchTable Table => matches.Table;

    /// <summary>Time of the turn, ms since 1970.</summary>
    public double NowMs => nowMs;

    /// <summary>Entries issued so far, as the log gets them, restatements of matches aside.</summary>
    public List<MatchEntry> Issued { get; } = [];

    /// <summary>Held events dropped because there were too many.</summary>
    public List<MatchEntry> Evicted { get; } = [];

    /// <summary>Applies an entry and sends it to the log.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="key">See <see cref="EntryKeys"/>.</param>
    /// <param name="digest">Of the input behind the key.</param>
    public Task<AppendResult> Issue(MatchEntry entry, string key = EntryKeys.Own, UInt128 digest = default)
    {
        var laid = matches.Lay(entry);
        var append = matches.Append(writer, laid, key, digest, out var restated);
        if (restated is not null) _restatements.Add(restated);
        _appends.Add(append);
        Issued.Add(laid);
        if (key != EntryKeys.Own) _digests[key] = digest;
        return append;
    }

    /// <summary>Where a match will stand after its next entry that readers see something of.</summary>
    public MatchPosition NextPosition(string matchId) => new(
        writer.Epoch, writer.PositionOf(matchId).Sequence + (writer.MustRestate(matchId) ? 2u : 1u)); // an opening comes first

    /// <summary>
    /// What is known of an event that this very turn has issued already; null: it has not. The log would refuse the key
    /// the second time, and the whole turn with it; of a match that retired nobody else remembers it.
    /// </summary>
    public Verdict? FindIssued(string key, FeedEvent input)
    {
        if (!_digests.TryGetValue(key, out var digest)) return null;
        return digest == input.Digest ? Verdict.Duplicate : Verdict.Reused(input);
    }

    /// <summary>Replays what a match held until it became known, in order.</summary>
    public void Replay(string matchId)
    {
        while (Table.NextReplay(matchId) is { Entry: { } entry })
            Issue(entry);
    }

    /// <summary>Decides between the feeds of a match for as long as something is due.</summary>
    /// <param name="matchId">Our id of the match.</param>
    /// <param name="atMs">Time to decide by, ms since 1970.</param>
    public void Arbitrate(string matchId, double atMs)
    {
        if (matches.Arbitration is not { Arbiter: var arbiter }) return;
        for (var count = 0; count < DecisionsMax; count++)
        {
            if (Table.Find(matchId) is not { } work || arbiter.Next(work, atMs) is not { } decided) return;
            Issue(decided);
        }
    }

    /// <summary>As <see cref="Normaliser.Force"/>, also for a match of several feeds; see <see cref="JudgeGuard.Force"/>.</summary>
    public Verdict Force(MatchWork work, HeldEvent held, EditorDecision by) => matches.Guard.Force(work, held, by);

    /// <summary>What an order would do, with what follows from it; nothing is done.</summary>
    public FeedOrderResult Rehearse(string matchId, FeedOrder order)
    {
        if (Table.Find(matchId) is not { } work) return new FeedOrderResult(FeedOrderOutcome.UnknownMatch);
        return matches.Arbitration is { Arbiter: var arbiter }
            ? FeedRehearsal.Of(arbiter, work, order, nowMs, DecisionsMax)
            : new FeedOrderResult(FeedOrderOutcome.NoPolicy);
    }

    /// <summary>Does what somebody wants of the feeds of a match, and decides what follows from it.</summary>
    public FeedOrderOutcome Obey(string matchId, FeedOrder order)
    {
        if (Table.Find(matchId) is not { } work) return FeedOrderOutcome.UnknownMatch;
        if (matches.Arbitration is not { Arbiter: var arbiter }) return FeedOrderOutcome.NoPolicy;
        var (outcome, entry) = arbiter.Obey(work, order, nowMs);
        if (entry is not null) Issue(entry);
        Arbitrate(matchId, nowMs);
        return outcome;
    }

    /// <summary>Drops the oldest held events while there are too many.</summary>
    public void Evict()
    {
        while (Table.NextEviction(nowMs) is { } entry)
        {
            Issue(entry);
            Evicted.Add(entry);
        }
    }

    /// <summary>Sequence in the partition of the last entry of the turn, once the log has all of them; 0: none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Waits for the log; false when it did not take everything, and memory is ahead of it.</summary>
    public async ValueTask<bool> AllAppendedAsync()
    {
        var results = await Task.WhenAll(_restatements.Concat(_appends)).ConfigureAwait(false);
        if (results.Any(static result => result.Kind != AppendResultKind.Appended)) return false;
        if (results.Length > 0) LastSequence = results[^1].Place.Position.Sequence;
        lock (matches.Gate)
        {
            foreach (var (entry, result) in Issued.Zip(results.Skip(_restatements.Count)))
            {
                if (entry.IsPublic) matches.Stamp(entry.MatchId, entry.Shown, result.Place.PublishedMs);
            }
        }
        return true;
    }
}
