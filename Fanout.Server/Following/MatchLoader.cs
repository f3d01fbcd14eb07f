using Fanout.Log;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Following;

/// <summary>
/// Puts matches to what snapshots and entries of the log say, at the start and wherever following cannot simply go on.
/// </summary>
internal sealed class MatchLoader(ILogReader log, MatchStore matches, Publisher publisher, TimeProvider time)
{
    /// <summary>A starting node has at least this much of the past in its histories (DESIGN 7: 120 s).</summary>
    private static readonly TimeSpan PastMin = TimeSpan.FromSeconds(120);

    private const int PageEntriesMax = 500;

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

    /// <summary>Loads the newest snapshot, where entries before it are gone.</summary>
    public async Task<FollowStart> LoadNewestAsync(int partition, CancellationToken cancellationToken)
    {
        var snapshot = await log.ReadSnapshotAsync(partition, default, cancellationToken).ConfigureAwait(false);
        return snapshot is null ? new FollowStart(partition, default, default) : Load(snapshot);
    }

    /// <summary>
    /// Takes back what was applied beyond a position that turned out to be the last common one; returns how many
    /// matches it touched.
    /// </summary>
    public async Task<int> TakeBackAsync(int partition, LogPosition last, CancellationToken cancellationToken)
    {
        var touched = matches.All.Where(stream => stream.Partition == partition && stream.LogSequence > last.Sequence)
            .ToList();
        foreach (var stream in touched)
            await ReloadAsync(stream, last, cancellationToken).ConfigureAwait(false);
        return touched.Count;
    }

    private FollowStart Load(PartitionSnapshot snapshot)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in snapshot.Matches)
        {
            if (match.Position.Sequence == 0)
                continue; // only decisions so far
            held.Add(match.MatchId);
            var state = MatchState.Parser.ParseFrom(match.Public.Span);
            var logSequence = snapshot.Position.Sequence;
            publisher.Load(
                snapshot.Partition, match.MatchId, match.Position, state, logSequence, snapshot.PublishedMs);
        }
        foreach (var stream in matches.All)
        {
            if (stream.Partition == snapshot.Partition && !held.Contains(stream.Id))
                publisher.Remove(stream.Id);
        }
        return new FollowStart(snapshot.Partition, snapshot.Position, snapshot.Chain);
    }

    private async Task ReloadAsync(MatchStream stream, LogPosition last, CancellationToken cancellationToken)
    {
        var (at, state) = (MatchPosition.Start, Match.Empty);
        var (logSequence, publishedMs) = (0UL, 0L);
        for (var more = true; more;)
        {
            var page = await log.ReadMatchAsync(stream.Id, at, PageEntriesMax, cancellationToken).ConfigureAwait(false);
            if (page.Status == MatchPageStatus.Gone && at == MatchPosition.Start)
            {
                // Its first entries were trimmed: a snapshot holds what they led to.
                var snapshot = await log.ReadSnapshotAsync(
                    stream.Partition, new SnapshotLimit(last.Sequence), cancellationToken)
                    .ConfigureAwait(false);
                var held = snapshot?.Matches.FirstOrDefault(match => match.MatchId == stream.Id);
                if (snapshot is null || held is not { Position.Sequence: > 0 })
                    break;
                (at, state) = (held.Position, Match.From(MatchState.Parser.ParseFrom(held.Public.Span)));
                (logSequence, publishedMs) = (snapshot.Position.Sequence, snapshot.PublishedMs);
                continue;
            }
            more = page.Entries.Count > 0;
            foreach (var entry in page.Entries)
            {
                more = entry.Sequence <= last.Sequence;
                if (!more)
                    break;
                var change = LoggedEntries.Change(entry);
                state = (LoggedEntries.Restarts(entry, change) ? Match.Empty : state).Apply(change.Delta);
                (at, logSequence, publishedMs) = (entry.MatchPosition, entry.Sequence, entry.PublishedMs);
            }
        }
        if (at.Sequence == 0)
            publisher.Remove(stream.Id);
        else
            publisher.Load(stream.Partition, stream.Id, at, state.ToMessage(), logSequence, publishedMs);
    }
}
