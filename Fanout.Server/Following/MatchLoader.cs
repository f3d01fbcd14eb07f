using Fanout.Log;
using Fanout.Protocol.Matches;
using Fanout.Server.Topics;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Server.Following;

/// <summary>
/// Puts matches to what snapshots and entries of the log say, at the start and wherever following cannot simply go on.
/// </summary>
internal sealed class MatchLoader(
    ILogReader log, MatchStore matches, Publisher publisher, MatchStay stay, TimeProvider time)
{
    /// <summary>A starting node has at least this much of the past in its histories (DESIGN 7: 120 s).</summary>
    private static readonly TimeSpan PastMin = TimeSpan.FromSeconds(120);

    private const int PageEntriesMax = 500;

    /// <summary>Beyond every entry.</summary>
    private static readonly LogPosition Last = new(0, ulong.MaxValue);

    /// <summary>
    /// Loads the newest snapshot that is old enough; where following begins. Without one it begins at the start.
    /// </summary>
    public async Task<FollowStart> LoadAsync(int partition, CancellationToken cancellationToken)
    {
        var beforeMs = (time.GetUtcNow() - PastMin).ToUnixTimeMilliseconds();
        var limit = new SnapshotLimit(PublishedMsMax: beforeMs);
        var snapshot = await log.ReadSnapshotAsync(partition, limit, cancellationToken).ConfigureAwait(false);
        return snapshot is null ? new FollowStart(partition, default, default) : Load(snapshot);
    }

    /// <summary>
    /// Loads the newest snapshot, where entries before it are gone. What stands further here than there was taken back
    /// by an epoch whose beginning is gone too.
    /// </summary>
    public async Task<FollowStart> LoadNewestAsync(int partition, CancellationToken cancellationToken)
    {
        var snapshot = await log.ReadSnapshotAsync(partition, default, cancellationToken).ConfigureAwait(false);
        return snapshot is null ? new FollowStart(partition, default, default) : Load(snapshot, isNewest: true);
    }

    /// <summary>
    /// Takes back what was applied beyond a position that turned out to be the last common one; returns how many
    /// matches it touched. A match that began beyond it stays as it is where the log goes on with it: the opening that
    /// follows begins it anew, and its subscribers need not lose it for that.
    /// </summary>
    public async Task<int> TakeBackAsync(int partition, LogPosition last, CancellationToken cancellationToken)
    {
        var touched = matches.All.Where(stream => stream.Partition == partition && stream.LogSequence > last.Sequence)
            .ToList();
        foreach (var stream in touched)
            await ReloadAsync(stream, last, cancellationToken).ConfigureAwait(false);
        return touched.Count;
    }

    /// <summary>Loads a match that rests in the log, for somebody who asks for it.</summary>
    /// <exception cref="LogStorageException">The log cannot be read, or does not say now.</exception>
    public async Task FetchAsync(string matchId, int partition, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(matchId, partition, Last, cancellationToken).ConfigureAwait(false);
        if (read is not null)
        {
            publisher.Load(read with { IsFetched = true });
            return;
        }
        var page = await log.ReadAsync(partition, LogPosition.Start, 0, cancellationToken).ConfigureAwait(false);
        if (page.Head is not { Sealed: true, Position.Epoch: not 0 })
            throw new LogStorageException($"partition {partition} is not opened yet: whether it has {matchId} is not known");
        publisher.Remove(matchId);
    }

    /// <summary>
    /// Loads the matches that rest and of which there are new entries: they go on, from where they were before, so that
    /// delayed readers have that.
    /// </summary>
    public async Task WakeAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            if (entry.MatchSequence == 0 || !matches.IsResting(entry.MatchId, out var partition))
                continue;
            try
            {
                var before = new LogPosition(0, entry.Sequence - 1);
                var read = await ReadAsync(entry.MatchId, partition, before, cancellationToken).ConfigureAwait(false)
                    ?? await ReadAsync(entry.MatchId, partition, Last, cancellationToken).ConfigureAwait(false);
                if (read is not null)
                    publisher.Load(read);
            }
            catch (InvalidProtocolBufferException)
            {
                // Damaged in the log: it goes on resting, and who asks for it is told.
            }
        }
    }

    private FollowStart Load(PartitionSnapshot snapshot, bool isNewest = false)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in snapshot.Matches)
        {
            if (match.Position.Sequence == 0)
                continue; // only decisions so far
            held.Add(match.MatchId);
            var loaded = From(snapshot, match) with { TakesBack = isNewest && IsFurther(match) };
            if (MayRest(match, loaded, nowMs) && matches.Find(match.MatchId) is null)
                publisher.Rest(match.MatchId, snapshot.Partition);
            else
                publisher.Load(loaded);
        }
        var known = matches.All.Where(stream => stream.Partition == snapshot.Partition).Select(stream => stream.Id);
        foreach (var matchId in known.Concat(matches.RestingOf(snapshot.Partition)))
        {
            if (!held.Contains(matchId))
                publisher.Remove(matchId);
        }
        return new FollowStart(snapshot.Partition, snapshot.Position, snapshot.Chain);
    }

    private bool IsFurther(MatchSnapshot match) =>
        matches.Find(match.MatchId)?.Current.Position.ToLog() is { } here
        && here.Epoch == match.Position.Epoch
        && here.Sequence > match.Position.Sequence;

    /// <summary>
    /// That its writer let go of a match is no reason to: nodes agree on boards whenever they started. But one whose
    /// past nobody knows any more is not worth its memory.
    /// </summary>
    private bool MayRest(MatchSnapshot match, LoadedMatch loaded, long nowMs) =>
        stay.IsDue(loaded.State.Head, loaded.Times, nowMs) || (match.IsRetired && loaded.Times.ChangedMs is null);

    private async Task ReloadAsync(MatchStream stream, LogPosition last, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(stream.Id, stream.Partition, last, cancellationToken).ConfigureAwait(false);
        if (read is not null)
            publisher.Load(read with { TakesBack = true });
        else if (!await IsInLogAsync(stream.Id, cancellationToken).ConfigureAwait(false))
            publisher.Remove(stream.Id);
    }

    private async Task<bool> IsInLogAsync(string matchId, CancellationToken cancellationToken)
    {
        var page = await log.ReadMatchAsync(matchId, MatchPosition.Start, 0, cancellationToken).ConfigureAwait(false);
        return page.Status != MatchPageStatus.NotFound;
    }

    /// <summary>A match as its entries up to a position make it; null where the log has none of it.</summary>
    private async Task<LoadedMatch?> ReadAsync(
        string matchId, int partition, LogPosition last, CancellationToken cancellationToken)
    {
        var read = new LoadedMatch
        {
            Partition = partition,
            MatchId = matchId,
            Position = MatchPosition.Start,
            State = Match.Empty,
            Times = MatchTimes.None,
            LogSequence = 0,
            PublishedMs = 0,
        };
        for (var more = true; more;)
        {
            var page = await log.ReadMatchAsync(matchId, read.Position, PageEntriesMax, cancellationToken)
                .ConfigureAwait(false);
            if (page.Status == MatchPageStatus.Gone && read.Position == MatchPosition.Start)
            {
                // Its first entries were trimmed: a snapshot holds what they led to.
                var snapshot = await log.ReadSnapshotAsync(
                    partition, new SnapshotLimit(last.Sequence, MatchId: matchId), cancellationToken)
                    .ConfigureAwait(false);
                var held = snapshot?.Matches.FirstOrDefault(match => match.MatchId == matchId);
                if (snapshot is null || held is not { Position.Sequence: > 0 })
                    break;
                read = From(snapshot, held);
                continue;
            }
            more = page.Entries.Count > 0;
            foreach (var entry in page.Entries)
            {
                more = entry.Sequence <= last.Sequence;
                if (!more)
                    break;
                read = After(read, entry);
            }
        }
        return read.Position.Sequence == 0 ? null : read;
    }

    private static LoadedMatch After(LoadedMatch before, LogEntry entry)
    {
        var change = LoggedEntries.Change(entry);
        var state = (LoggedEntries.Restarts(entry, change) ? Match.Empty : before.State).Apply(change.Delta);
        return before with
        {
            Position = entry.MatchPosition,
            State = state,
            Times = before.Times.Observe(state.Head.Status, entry.PublishedMs),
            LogSequence = entry.Sequence,
            PublishedMs = entry.PublishedMs,
        };
    }

    private static LoadedMatch From(PartitionSnapshot snapshot, MatchSnapshot match)
    {
        var state = MatchTimes.Read(match.Public.Span, out var times);
        return new LoadedMatch
        {
            Partition = snapshot.Partition,
            MatchId = match.MatchId,
            Position = match.Position,
            State = Match.From(state),
            Times = times,
            LogSequence = snapshot.Position.Sequence,
            PublishedMs = snapshot.PublishedMs,
        };
    }
}
