using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Protocol.Matches;

namespace Fanout.Ingest.Matches;

/// <summary>
/// The matches of one partition as the log's writer sees them: restored before anything is appended, restated when an
/// epoch begins.
/// </summary>
/// <remarks>
/// One writer at a time, under <see cref="Gate"/>: the loop of the partition, or the log's writer while it restores or
/// restates.
/// <see cref="HasSeen"/> may be asked by any thread.
/// </remarks>
internal sealed class PartitionMatches(IngestOptions options, AliasBook aliases) : IPartitionOwner
{
    /// <summary>Provider ids are remembered for the life of the match and so long after it (DESIGN 5).</summary>
    private static readonly TimeSpan SeenAfterClose = TimeSpan.FromHours(48);

    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MatchTimes> _times = new(StringComparer.Ordinal);
    private volatile MatchTable _table = Empty(options);

    /// <summary>
    /// Held while entries are decided on and issued, so that their order is one and a restatement falls between them.
    /// </summary>
    public Lock Gate { get; } = new();

    public MatchTable Table => _table;

    /// <summary>What is known about an event by its id; null when nothing is.</summary>
    public Verdict? HasSeen(FeedEvent input) => _table.Seen.Find(input);

    public ValueTask RestoreAsync(PartitionSnapshot? snapshot, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            _table = Empty(options);
            _changed.Clear();
            _times.Clear();
            foreach (var match in snapshot?.Matches ?? []) _times[match.MatchId] = EntryForm.Restore(_table, match);
            LearnAliases(_table.Works);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask ApplyAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            foreach (var entry in entries)
            {
                EntryForm.Apply(_table, entry);
                _changed.Add(entry.MatchId);
                if (entry.MatchSequence > 0)
                    Stamp(entry.MatchId, _table.Find(entry.MatchId)!.State, entry.PublishedMs);
            }
            LearnAliases(entries.Select(static entry => entry.MatchId).Distinct().Select(id => _table.Find(id)!));
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask RestateAsync(Action<IReadOnlyList<MatchOpening>> restate, CancellationToken cancellationToken)
    {
        lock (Gate) restate([.. _table.Works.Where(static work => work.IsKnown).Select(EntryForm.Opening)]);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Applies an entry and issues it to the log; under <see cref="Gate"/>. The order of calls is the order in the log.
    /// </summary>
    /// <param name="writer">Writer of this tenure.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="key">See <see cref="EntryKeys"/>.</param>
    /// <param name="digest">Of the input behind the key.</param>
    /// <param name="restated">Gets the append that puts the match into the writer's epoch, if that comes first.</param>
    public Task<AppendResult> Append(
        PartitionWriter writer, MatchEntry entry, string key, UInt128 digest, out Task<AppendResult>? restated)
    {
        restated = null;
        if (entry.IsPublic && _table.Find(entry.MatchId) is { IsKnown: true } work && writer.MustRestate(entry.MatchId))
        {
            var opening = EntryForm.Draft(EntryForm.Opening(work));
            restated = writer.AppendAsync(opening).AsTask();
        }
        _table.Apply(entry);
        _changed.Add(entry.MatchId);
        return writer.AppendAsync(EntryForm.Draft(entry, key, digest)).AsTask();
    }

    /// <summary>Notes when the log published a state of a match; in the order of the log, under <see cref="Gate"/>.</summary>
    public void Stamp(string matchId, Match state, long publishedMs) =>
        _times[matchId] = TimesOf(matchId).Observe(state.Head.Status, publishedMs);

    /// <summary>The matches that changed since the last call, as they stand now; under <see cref="Gate"/>.</summary>
    /// <param name="writer">Knows their positions.</param>
    /// <param name="nowMs">Time, ms since 1970: what was over long ago forgets its events now.</param>
    public List<MatchSnapshot> TakeChanged(PartitionWriter writer, double nowMs)
    {
        foreach (var work in _table.Works)
        {
            if (work.ClosedMs == 0 || work.SeenCount == 0 || nowMs - work.ClosedMs <= SeenAfterClose.TotalMilliseconds)
                continue;
            _table.ForgetSeen(work);
            _changed.Add(work.Id);
        }
        var changed = _changed.Select(id => EntryForm.Snapshot(
            _table.Find(id)!, writer.PositionOf(id), TimesOf(id))).ToList();
        _changed.Clear();
        return changed;
    }

    /// <summary>These were taken for a snapshot that was not saved; under <see cref="Gate"/>.</summary>
    public void PutBackChanged(IEnumerable<MatchSnapshot> matches) =>
        _changed.UnionWith(matches.Select(static match => match.MatchId));

    private MatchTimes TimesOf(string matchId) => _times.GetValueOrDefault(matchId, MatchTimes.None);

    private void LearnAliases(IEnumerable<MatchWork> works)
    {
        foreach (var work in works)
        {
            foreach (var alias in work.Aliases) aliases.TryLearn(alias.Feed, alias.Id, work.Id);
        }
    }

    private static MatchTable Empty(IngestOptions options) =>
        new(new HoldLimits(options.HeldPerMatchMax, options.HeldBytesPerMatchMax, options.HeldPerPartitionMax));
}
