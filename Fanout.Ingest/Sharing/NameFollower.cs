using System.Collections.Concurrent;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Logging;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Ingest.Sharing;

/// <summary>
/// Follows a shared log for the names of matches: which partition an event belongs to is known only to who knows whether
/// its feed's name for the match is an alias, and the match may be another process's.
/// </summary>
/// <remarks>
/// Every process knows every name, rather than asking the holder of the name's own partition first: that would be a
/// second hop, and a place more where a name stands. What it costs is reading the entries once more. It teaches the same
/// <see cref="AliasBook"/> as the partitions held here, which learn at once what they take; it tells them nothing that
/// is not in the log, and forgets with the log.
/// </remarks>
internal sealed class NameFollower(ILogReader log, AliasBook aliases, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// A follower is a moment behind; one that is more is in trouble, and an event under an alias that it has not seen
    /// is put aside until it has.
    /// </summary>
    private static readonly TimeSpan CaughtUpWithin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly FollowProgress _progress = Begun(log.PartitionCount, time);
    private readonly ConcurrentDictionary<string, IReadOnlyList<Alias>> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a fixture has named the match, as far as the log was followed. Any thread.</summary>
    public bool Knows(string matchId) => _known.ContainsKey(matchId);

    /// <summary>
    /// Waits until what the log has by now is known: a name that is unknown then was unknown to everybody. Any thread.
    /// </summary>
    /// <param name="partitions">Where names may have come up that this process did not see.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="LogStorageException">The log cannot be read.</exception>
    public Task CatchUpAsync(IEnumerable<int> partitions, CancellationToken cancellationToken) =>
        Task.WhenAll(partitions.Select(partition => CatchUpAsync(partition, cancellationToken)));

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // The outermost place: names that stand still would put events aside for ever.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                var unforeseen = failure is LogStorageException ? null : failure;
                SharingLog.NotFollowed(logger, RetryAfter.TotalMilliseconds, failure.Message, unforeseen);
                await Task.WhenAny(Task.Delay(RetryAfter, time, stop)).ConfigureAwait(false);
            }
        }
    }

    private async Task CatchUpAsync(int partition, CancellationToken cancellationToken)
    {
        var page = await log.ReadAsync(partition, LogPosition.Start, 0, cancellationToken).ConfigureAwait(false);
        var head = page.Head.Position.Sequence;
        await _progress.WaitAsync(partition, head, CaughtUpWithin, cancellationToken).ConfigureAwait(false);
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        var starts = new List<FollowStart>();
        for (var partition = 0; partition < log.PartitionCount; partition++)
            starts.Add(await LoadAsync(partition, isAnew: false, stop).ConfigureAwait(false));
        var follower = new LogFollower(log, starts, time, logger);
        await using var closing = follower.ConfigureAwait(false);
        await foreach (var update in follower.ReadAllAsync(stop).ConfigureAwait(false))
        {
            switch (update)
            {
                case EntriesFollowed followed:
                    foreach (var entry in followed.Entries) Apply(entry);
                    _progress.Show(followed.Partition, followed.Entries[^1].Sequence);
                    break;
                case HistoryRewound or HistoryGone: // what was learnt from entries that are void is learnt anew
                    follower.Restart(await LoadAsync(update.Partition, isAnew: true, stop).ConfigureAwait(false));
                    break;
            }
        }
    }

    /// <summary>Puts a partition's names to what its newest snapshot says; where following begins.</summary>
    private async Task<FollowStart> LoadAsync(int partition, bool isAnew, CancellationToken stop)
    {
        var snapshot = await log.ReadSnapshotAsync(partition, default, stop).ConfigureAwait(false);
        var names = new Dictionary<string, IReadOnlyList<Alias>>(StringComparer.Ordinal);
        foreach (var match in (snapshot?.Matches ?? []).Where(static match => !match.IsRetired && match.Position.Sequence > 0))
            names[match.MatchId] = WriterState.Parser.ParseFrom(match.Writer.Span).Aliases;
        LoadMappings(snapshot, isAnew);
        foreach (var matchId in _known.Keys.Where(id => Partitioning.Of(id, log.PartitionCount) == partition))
        {
            if (!names.ContainsKey(matchId)) Forget(matchId);
        }
        foreach (var (matchId, itsAliases) in names) Learn(matchId, itsAliases);
        var start = snapshot is null
            ? new FollowStart(partition, default, default)
            : new FollowStart(partition, snapshot.Position, snapshot.Chain);
        _progress.Show(partition, start.Position.Sequence);
        return start;
    }

    private void LoadMappings(PartitionSnapshot? snapshot, bool isAnew)
    {
        foreach (var match in snapshot?.Matches ?? [])
        {
            if (MappingPlace.SportOf(match.MatchId) is not { } sport) continue;
            // Of an epoch that began with nothing no snapshot has it yet, and its holder has forgotten nothing.
            if (WriterState.Parser.ParseFrom(match.Writer.Span).Mapping is { } state)
                aliases.Mappings.Learn(sport, state, isAnew);
        }
    }

    private void Apply(LogEntry entry)
    {
        var part = WriterPart.Parser.ParseFrom(entry.Writer.Span);
        if (part.Change?.Mapping is { } note && MappingPlace.SportOf(entry.MatchId) is { } sport)
            aliases.Mappings.Learn(sport, note);
        else if (part.Change is { Retired: true }) Forget(entry.MatchId);
        else if (part.Whole is { } whole) Learn(entry.MatchId, whole.Aliases);
        else if (entry.MatchSequence > 0 || part.Change is { Aliases.Count: > 0 })
            Learn(entry.MatchId, [.. _known.GetValueOrDefault(entry.MatchId, []), .. part.Change?.Aliases ?? []]);
    }

    private void Learn(string matchId, IReadOnlyList<Alias> itsAliases)
    {
        _known[matchId] = itsAliases;
        foreach (var alias in itsAliases) aliases.TryLearn(alias.Feed, alias.Id, matchId);
    }

    private void Forget(string matchId)
    {
        if (!_known.TryRemove(matchId, out var itsAliases)) return;
        foreach (var alias in itsAliases) aliases.Forget(alias.Feed, alias.Id, matchId);
    }

    private static FollowProgress Begun(int partitionCount, TimeProvider time)
    {
        var progress = new FollowProgress(time);
        progress.Begin(partitionCount);
        return progress;
    }
}
