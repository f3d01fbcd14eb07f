using System.Threading.Channels;
using Fanout.Ingest.Arbitration;
using Fanout.Log;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Matches;

/// <summary>What is to become of a partition after a tenure.</summary>
internal enum TenureEnding
{
    /// <summary>It is this process's to open again.</summary>
    OpenAgain,

    /// <summary>Another process has it, or shall have it.</summary>
    GivenUp,

    /// <summary>The tenure goes on: the partition was asked for and could not be given away.</summary>
    YieldRefused,
}

/// <summary>
/// What the holder of a partition does for as long as it is: works through the queue in turns. Every entry of a turn
/// goes to the log at once, and nobody is answered before the log has answered for all of them.
/// </summary>
/// <remarks>
/// One loop. Turns are what batches commits: while one waits for the disk, the queue fills for the next. The
/// alternative, a pipeline of turns, would answer nothing earlier and would have to undo several turns when the log
/// refuses one. Snapshots are saved beside the turns: no event waits for thousands of matches to be stored.
/// </remarks>
/// <param name="writer">The log's writer of this tenure.</param>
/// <param name="matches">As restored.</param>
/// <param name="queue">What is to be done.</param>
/// <param name="open">What was taken from the queue and is not done; outlives the tenure.</param>
/// <param name="options">Settings.</param>
/// <param name="metrics">Counts.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told how it ended.</param>
internal sealed class PartitionTenure(
    PartitionWriter writer, PartitionMatches matches, ChannelReader<PartitionJob> queue, List<PartitionJob> open,
    IngestOptions options, IngestMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// Entries of one turn: a quarter of what the log's writer lets wait, and one event may release a match's whole
    /// quarantine.
    /// </summary>
    private const int TurnEntriesMax = 4_096;

    /// <summary>
    /// How many times as often snapshots are saved while the log is short of room: it keeps no more entries then than
    /// came since the last one.
    /// </summary>
    private const int WantedFactor = 10;

    /// <summary>Jobs of one turn.</summary>
    private const int TurnJobsMax = 64;

    /// <summary>Until a log that could not be asked is asked again.</summary>
    private static readonly TimeSpan AskPause = TimeSpan.FromMilliseconds(250);

    /// <summary>For a replica that is behind, before a partition that another asked for is kept: nothing moves in it meanwhile.</summary>
    private static readonly TimeSpan YieldPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>The same before a process leaves; whoever stops it will not wait for long either.</summary>
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(1.5);

    private Task _saving = Task.CompletedTask; // the last snapshot
    private int _entriesSinceSnapshot;
    private bool _isLogAway;

    /// <summary>Told the sequence up to which the log has confirmed what was done here.</summary>
    public required Action<ulong> Confirmed { get; init; }

    /// <summary>Works until it is asked to yield or to stop, or has to end. May be run again after a refusal.</summary>
    public async ValueTask<TenureEnding> RunAsync(PartitionYield yield, CancellationToken stop)
    {
        await using var stopping = stop.Register(static asked => ((PartitionYield)asked!).Ask(mustYield: true), yield);
        if (!await ReplayAllAsync().ConfigureAwait(false)) return TenureEnding.OpenAgain;
        var isAsInLog = true;
        while (await HasWorkAsync(yield.Asked, stop).ConfigureAwait(false))
        {
            isAsInLog = await TurnAsync(yield).ConfigureAwait(false);
            if (!isAsInLog) break;
            if (!_saving.IsCompleted) continue;
            await _saving.ConfigureAwait(false);
            if (_entriesSinceSnapshot >= SnapshotEntries()) _saving = SaveSnapshotAsync();
        }
        await _saving.ConfigureAwait(false); // what becomes of it is noted in matches that may be restored in a moment
        if (stop.IsCancellationRequested || yield.Asked.IsCompleted)
        {
            if (isAsInLog && _entriesSinceSnapshot > 0) await SaveSnapshotAsync().ConfigureAwait(false);
            return await MayLeaveAsync(yield, stop).ConfigureAwait(false)
                ? TenureEnding.GivenUp
                : TenureEnding.YieldRefused;
        }
        // Memory is ahead of the log, or the lease is gone: whatever the writer still does, the next one reads the log.
        await writer.DisposeAsync().ConfigureAwait(false);
        var end = await writer.Ended.ConfigureAwait(false);
        metrics.Ended(end);
        IngestLog.Ended(logger, writer.Partition, end, writer.Failure);
        return end == TenureEnd.Fenced ? TenureEnding.GivenUp : TenureEnding.OpenAgain;
    }

    /// <summary>
    /// Asked after the last turn: what a failover would take then, nobody could put back. Who has to leave waits a while
    /// for it, and leaves.
    /// </summary>
    private async ValueTask<bool> MayLeaveAsync(PartitionYield yield, CancellationToken stop)
    {
        var hasTo = stop.IsCancellationRequested || yield.MustYield;
        if (await writer.IsCopiedAsync(hasTo ? LeavePatience : YieldPatience, CancellationToken.None).ConfigureAwait(false)) return true;
        if (!hasTo && !writer.Ended.IsCompleted) return false;
        IngestLog.LeftUncopied(logger, writer.Partition);
        return true;
    }

    private async ValueTask<bool> HasWorkAsync(Task yield, CancellationToken stop)
    {
        if (stop.IsCancellationRequested || yield.IsCompleted || writer.Ended.IsCompleted) return false;
        if (open.Count > 0) return true;
        var queued = queue.WaitToReadAsync(stop).AsTask();
        await Task.WhenAny(queued, writer.Ended, yield).ConfigureAwait(false);
        return queued.IsCompletedSuccessfully && !writer.Ended.IsCompleted && !yield.IsCompleted;
    }

    /// <summary>
    /// A fixture that the log has, whose held events it does not have yet: the process ended in between.
    /// </summary>
    private async ValueTask<bool> ReplayAllAsync()
    {
        foreach (var work in matches.Table.Works.Where(static work => work.Held.Count > 0).ToList())
        {
            var turn = new PartitionTurn(matches, writer, NowMs());
            lock (matches.Gate) turn.Replay(work.Id);
            if (!await turn.AllAppendedAsync().ConfigureAwait(false)) return false;
        }
        return true;
    }

    /// <summary>
    /// Waits for the log, which may be away for long: a process that has to leave does not, and what it sent stays unanswered.
    /// </summary>
    private async ValueTask<bool> AreAppendedAsync(PartitionTurn turn, PartitionYield yield)
    {
        var appended = turn.AllAppendedAsync().AsTask();
        if (!appended.IsCompleted && await Task.WhenAny(appended, yield.MustLeave).ConfigureAwait(false) == yield.MustLeave)
            await Task.WhenAny(appended, Task.Delay(LeavePatience, time, CancellationToken.None)).ConfigureAwait(false);
        return appended.IsCompleted && await appended.ConfigureAwait(false);
    }

    /// <summary>False: memory is ahead of the log.</summary>
    private async ValueTask<bool> TurnAsync(PartitionYield yield)
    {
        var startedAt = metrics.Timestamp();
        while (open.Count < TurnJobsMax && queue.TryRead(out var job)) open.Add(job);
        open.RemoveAll(static job => job.DropIfMoot());
        if (!await TryPrepareAsync().ConfigureAwait(false)) return true;
        var turn = new PartitionTurn(matches, writer, NowMs());
        var sound = true;
        lock (matches.Gate)
        {
            foreach (var job in open)
            {
                if (turn.Issued.Count >= TurnEntriesMax || !(sound = TryStepAll(job, turn))) break;
            }
        }
        if (!await AreAppendedAsync(turn, yield).ConfigureAwait(false) || !sound)
        {
            foreach (var job in open) job.Rollback();
            return false;
        }
        if (turn.LastSequence > 0) Confirmed(turn.LastSequence);
        metrics.Answered(startedAt);
        Report(turn); // before anybody is answered: who reads the numbers then finds the events in them
        foreach (var job in open) job.Commit();
        open.RemoveAll(static job => job.Done.IsCompleted);
        _entriesSinceSnapshot += turn.Issued.Count;
        return true;
    }

    /// <summary>
    /// False: the log cannot be asked now. The jobs wait, and the tenure goes on: the log may come back without its last
    /// entries, and then this writer alone can put them back.
    /// </summary>
    private async ValueTask<bool> TryPrepareAsync()
    {
        try
        {
            foreach (var job in open) await job.PrepareAsync(writer, matches.Table).ConfigureAwait(false);
            _isLogAway = false;
            return true;
        }
        catch (LogStorageException failure) when (!failure.IsDamage)
        {
            if (!_isLogAway) IngestLog.NotAsked(logger, writer.Partition, failure); // once, and not four times a second
            _isLogAway = true;
            await Task.WhenAny(Task.Delay(AskPause, time), writer.Ended).ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>
    /// False: a fault of ours. The job ends without an answer, and the matches are read from the log again.
    /// </summary>
    private bool TryStepAll(PartitionJob job, PartitionTurn turn)
    {
        try
        {
            while (turn.Issued.Count < TurnEntriesMax && job.Step(turn))
            {
            }
            return true;
        }
#pragma warning disable CA1031 // One event that trips over a bug of ours must not stop every match beside it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            IngestLog.StepFailed(logger, writer.Partition, failure);
            job.Abandon();
            return false;
        }
    }

    private async Task SaveSnapshotAsync()
    {
        List<MatchSnapshot> changed;
        Task<SnapshotOutcome?> saving;
        lock (matches.Gate) // the writer notes its position at once: no new epoch may begin between the states and that
        {
            changed = matches.TakeChanged(writer);
            saving = writer.SaveSnapshotAsync(changed).AsTask();
        }
        _entriesSinceSnapshot = 0;
        try
        {
            if (await saving.ConfigureAwait(false) is SnapshotOutcome.Saved)
            {
                lock (matches.Gate) matches.ForgetRetired(changed);
                return;
            }
        }
        catch (LogStorageException failure)
        {
            IngestLog.SnapshotFailed(logger, writer.Partition, failure);
        }
        lock (matches.Gate) matches.PutBackChanged(changed);
    }

    private int SnapshotEntries() =>
        writer.SnapshotWanted ? options.SnapshotEntries / WantedFactor : options.SnapshotEntries;

    private void Report(PartitionTurn turn)
    {
        foreach (var entry in turn.Issued)
        {
            metrics.Marked(entry.Public);
            matches.Arbitration?.Metrics.Decided(entry);
            foreach (var decision in entry.Public.Arbitration)
                ArbitrationLog.Decided(logger, entry.MatchId, DecisionSentence.Of(decision));
        }
        metrics.Evicted(turn.Evicted.Count);
        foreach (var entry in turn.Evicted)
        {
            var cause = entry.Public.Cause;
            IngestLog.Evicted(
                logger, cause.Feed, cause.EventId, entry.MatchId, options.HeldPerPartitionMax, options.HeldBytesPerPartitionMax);
        }
    }

    private double NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
