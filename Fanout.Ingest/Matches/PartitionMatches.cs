using Fanout.Ingest.Alarms;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Log;
using Fanout.Protocol.Matches;

namespace Fanout.Ingest.Matches;

/// <summary>
/// The matches of one partition as the log's writer sees them: restored before anything is appended, restated when an
/// epoch begins.
/// </summary>
/// <remarks>
/// One writer at a time, under <see cref="Gate"/>: the loop of the partition, who saves a snapshot beside it, or the log's
/// writer while it restores or restates.
/// <see cref="HasSeen"/> may be asked by any thread.
/// </remarks>
/// <param name="options">Settings.</param>
/// <param name="aliases">What feeds call the matches.</param>
/// <param name="arbitration">Decides between the feeds of a match; null: all feeds of a match are one.</param>
/// <param name="guard">Decides on events.</param>
internal sealed class PartitionMatches(
    IngestOptions options, AliasBook aliases, MatchArbitration? arbitration, JudgeGuard guard) : IPartitionOwner
{
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal); // since the last snapshot
    private readonly Dictionary<string, Match> _retired = new(StringComparer.Ordinal); // until a snapshot has them
    private readonly Dictionary<string, MatchTimes> _times = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Match> _restated = new(StringComparer.Ordinal); // and not stamped since
    private volatile MatchTable _table = Empty(options, guard);

    /// <summary>
    /// Held while entries are decided on and issued, so that their order is one and a restatement falls between them.
    /// </summary>
    public Lock Gate { get; } = new();

    public MatchTable Table => _table;

    public MatchArbitration? Arbitration => arbitration;

    /// <summary>Decides on events; under <see cref="Gate"/>.</summary>
    public JudgeGuard Guard => guard;

    /// <summary>What is known about an event by its id; null when nothing is.</summary>
    public Verdict? HasSeen(FeedEvent input) => _table.Seen.Find(input);

    /// <summary>The policy of a match; without arbitration that of nobody.</summary>
    public ArbitrationPolicy PolicyOf(MatchWork work) => arbitration?.Arbiter.PolicyOf(work) ?? ArbitrationPolicy.None;

    /// <summary>Alarms of all matches that are not over, in no order; takes <see cref="Gate"/>.</summary>
    public List<OpenAlarm> Alarms(double nowMs)
    {
        lock (Gate)
            return [.. _table.Works.SelectMany(work => AlarmSheet.Of(work, PolicyOf(work), nowMs, options.SilenceMax))];
    }

    /// <summary>Of each match that is LIVE, how many feeds speak of it, and how many of those are well; takes <see cref="Gate"/>.</summary>
    public List<(int Feeds, int Well)> FeedCounts(double nowMs)
    {
        lock (Gate)
            return [.. _table.Works.Select(work => FeedSheet.CountOf(work, PolicyOf(work), nowMs, options.SilenceMax)).OfType<(int, int)>()];
    }

    public ValueTask RestoreAsync(PartitionSnapshot? snapshot, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            Clear_NeedsLock();
            foreach (var match in (snapshot?.Matches ?? []).Where(static match => !match.IsRetired))
                _times[match.MatchId] = EntryForm.Restore(_table, match);
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
                var before = _table.Find(entry.MatchId);
                EntryForm.Apply(_table, entry);
                NoteChange(entry.MatchId, before);
                if (entry.MatchSequence > 0)
                    Stamp(entry.MatchId, _table.Find(entry.MatchId)!.Shown, entry.PublishedMs);
            }
            var touched = entries.Select(static entry => entry.MatchId).Distinct();
            LearnAliases(touched.Select(id => _table.Find(id)).OfType<MatchWork>());
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask RestateAsync(Action<IReadOnlyList<MatchOpening>> restate, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            var known = _table.Works.Where(static work => work.IsKnown).ToList();
            restate([.. known.Select(EntryForm.Opening)]);
            foreach (var work in known) // each stands in the new epoch now
            {
                _changed.Add(work.Id);
                _restated[work.Id] = work.Shown;
            }
            // Has nothing to restate; the next snapshot brings it into the epoch.
            _changed.UnionWith(_table.Works
                .Where(static work => work.Feed is not null || work.Mapping is not null)
                .Select(static work => work.Id));
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>The entry as the log gets it: with the corrections of editors laid over it; under <see cref="Gate"/>.</summary>
    public MatchEntry Lay(MatchEntry entry) => _table.Find(entry.MatchId) is { } work ? Overlay.Lay(work, entry) : entry;

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
        StampRestated(writer, entry.MatchId);
        var laid = Lay(entry);
        if (laid.IsPublic && _table.Find(entry.MatchId) is { IsKnown: true } work && writer.MustRestate(entry.MatchId))
        {
            var opening = EntryForm.Draft(EntryForm.Opening(work));
            restated = writer.AppendAsync(opening).AsTask();
        }
        var before = _table.Find(entry.MatchId);
        _table.Apply(laid);
        NoteChange(entry.MatchId, before);
        return writer.AppendAsync(EntryForm.Draft(laid, key, digest)).AsTask();
    }

    /// <summary>Notes when the log published a state of a match; in the order of the log, under <see cref="Gate"/>.</summary>
    public void Stamp(string matchId, Match state, long publishedMs) =>
        _times[matchId] = TimesOf(matchId).Observe(state.Head.Status, publishedMs);

    /// <summary>The matches that changed since the last call, as they stand now; under <see cref="Gate"/>.</summary>
    /// <param name="writer">Knows their positions.</param>
    public List<MatchSnapshot> TakeChanged(PartitionWriter writer)
    {
        foreach (var matchId in _changed) StampRestated(writer, matchId);
        var changed = _changed
            .Select(id => _table.Find(id) is { } work
                ? EntryForm.Snapshot(work, writer.PositionOf(id), TimesOf(id))
                : EntryForm.Retired(id, _retired[id], writer.PositionOf(id), TimesOf(id)))
            .ToList();
        _changed.Clear();
        return changed;
    }

    /// <summary>
    /// These were taken for a snapshot that is saved: what retired is its business from now on, unless it was there again
    /// since and retired once more; under <see cref="Gate"/>.
    /// </summary>
    public void ForgetRetired(IEnumerable<MatchSnapshot> matches)
    {
        foreach (var match in matches.Where(static match => match.IsRetired))
        {
            var isGone = _table.Find(match.MatchId) is null;
            if (isGone && _changed.Contains(match.MatchId)) continue;
            _retired.Remove(match.MatchId);
            if (isGone) _times.Remove(match.MatchId);
        }
    }

    /// <summary>These were taken for a snapshot that was not saved; under <see cref="Gate"/>.</summary>
    public void PutBackChanged(IEnumerable<MatchSnapshot> matches) =>
        _changed.UnionWith(matches.Select(static match => match.MatchId));

    /// <summary>The partition is another process's: its matches are no business of this one's memory.</summary>
    public void Clear()
    {
        lock (Gate) Clear_NeedsLock();
    }

    private void Clear_NeedsLock()
    {
        _table = Empty(options, guard);
        _changed.Clear();
        _retired.Clear();
        _times.Clear();
        _restated.Clear();
    }

    /// <summary>
    /// An opening is an entry like any other to whoever follows the log: it counts here too, unless a later one has.
    /// </summary>
    private void StampRestated(PartitionWriter writer, string matchId)
    {
        if (!_restated.TryGetValue(matchId, out var state) || writer.OpenedMs(matchId) is not { } openedMs) return;
        _restated.Remove(matchId);
        if (TimesOf(matchId).ChangedMs is not { } changedMs || changedMs < openedMs) Stamp(matchId, state, openedMs);
    }

    private MatchTimes TimesOf(string matchId) => _times.GetValueOrDefault(matchId, MatchTimes.None);

    /// <summary>
    /// What came late for a match that is gone changes nothing. One that retires leaves its last state to the next
    /// snapshot, and gives its names back: providers use theirs again.
    /// </summary>
    private void NoteChange(string matchId, MatchWork? before)
    {
        var isThere = _table.Find(matchId) is not null;
        if (isThere || before is not null) _changed.Add(matchId);
        if (isThere || before is null) return;
        _retired[matchId] = before.Shown;
        foreach (var alias in before.Aliases) aliases.Forget(alias.Feed, alias.Id, matchId);
    }

    private void LearnAliases(IEnumerable<MatchWork> works)
    {
        foreach (var work in works)
        {
            foreach (var alias in work.Aliases) aliases.TryLearn(alias.Feed, alias.Id, work.Id);
            if (work.Mapping is { } mapping && MappingPlace.SportOf(work.Id) is { } sport)
                aliases.Mappings.Learn(sport, mapping.ToState());
        }
    }

    private static MatchTable Empty(IngestOptions options, JudgeGuard guard)
    {
        var limits = new HoldLimits(
            options.HeldPerMatchMax, options.HeldBytesPerMatchMax, options.HeldPerPartitionMax, options.HeldBytesPerPartitionMax);
        return new MatchTable(limits, guard.Judge);
    }
}
