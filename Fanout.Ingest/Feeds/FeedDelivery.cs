using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Feeds;

/// <summary>
/// Brings what a feed says to the log, and asks again until the log has answered: who waits here takes nothing from its
/// source meanwhile.
/// </summary>
internal sealed class FeedDelivery(FeedContext feed)
{
    /// <summary>Events brought at a time: a tenth of what a push may hold, so that a slow log answers within its time.</summary>
    private const int EventsMax = 1_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5); // the log is ours, and back within seconds

    /// <summary>Returns when the log has answered for all events, in their order.</summary>
    /// <exception cref="OperationCanceledException">The only other way in which it ends; some may have been taken.</exception>
    public async ValueTask<IReadOnlyList<EventAnswer>> BringAsync(IReadOnlyList<ScoreEvent> events, CancellationToken stop)
    {
        var answers = new List<EventAnswer>(events.Count);
        foreach (var part in events.Chunk(EventsMax))
        {
            await UntilDoneAsync(
                async () =>
                {
                    var result = await feed.Ingest.AcceptAsync(feed.Name, part, stop).ConfigureAwait(false);
                    if (result.Complete) answers.AddRange(result.Answers);
                    return result.Complete;
                },
                stop).ConfigureAwait(false);
            feed.Counts.Taken(part[^1].At);
        }
        return answers;
    }

    /// <summary>Returns when the log has what the feed must remember; false: another process has noted something since.</summary>
    /// <exception cref="OperationCanceledException">The only other way in which it ends.</exception>
    public async ValueTask<bool> NoteAsync(FeedNote note, CancellationToken stop)
    {
        bool? taken = null;
        await UntilDoneAsync(
            async () => (taken = await feed.Ingest.Places.NoteAsync(feed.Name, note, stop).ConfigureAwait(false)) is not null,
            stop).ConfigureAwait(false);
        return taken!.Value;
    }

    /// <summary>What the log remembers of the feed.</summary>
    /// <exception cref="OperationCanceledException">The only other way in which it ends.</exception>
    public async ValueTask<FeedMemory> RecallAsync(CancellationToken stop)
    {
        FeedMemory? memory = null;
        await UntilDoneAsync(
            async () => (memory = await feed.Ingest.Places.RecallAsync(feed.Name, stop).ConfigureAwait(false)) is not null,
            stop).ConfigureAwait(false);
        return memory!;
    }

    private async ValueTask UntilDoneAsync(Func<ValueTask<bool>> attempt, CancellationToken stop)
    {
        var backoff = new Backoff(FirstWait, LongestWait);
        while (!await attempt().ConfigureAwait(false))
        {
            feed.Counts.Retried(FeedCounts.Log);
            if (backoff.Failures == 0) FeedsLog.LogAway(feed.Logger, feed.Name);
            await Task.Delay(backoff.Next(), feed.Time, stop).ConfigureAwait(false);
        }
        if (backoff.Failures > 0) FeedsLog.LogBack(feed.Logger, feed.Name, backoff.Failures);
    }
}
