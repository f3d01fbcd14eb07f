using Fanout.Log;
using Fanout.Server.Topics;

namespace Fanout.Server.Resync;

/// <summary>Asks the log about positions that the node cannot judge from memory, off the shards.</summary>
internal sealed class LogCheck(ILogReader log, MatchStore matches, TimeProvider time)
{
    /// <summary>
    /// How long the node may take to reach a position that the log has: a few of the log's poll intervals (500 ms).
    /// </summary>
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>What the log says about a position of a match.</summary>
    public async ValueTask<LogReply> AskAsync(
        string matchId, TopicPosition position, CancellationToken cancellationToken)
    {
        MatchPage page;
        try
        {
            page = await log.ReadMatchAsync(matchId, position.ToLog(), 1, cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException)
        {
            return new LogReply(LogReplyKind.Unavailable);
        }
        switch (page.Status)
        {
            case MatchPageStatus.Ok:
                var reached = await ReachAsync(matchId, position, cancellationToken).ConfigureAwait(false);
                return new LogReply(reached ? LogReplyKind.Follows : LogReplyKind.Unavailable);
            case MatchPageStatus.Gone:
                return new LogReply(LogReplyKind.Gone, TopicPosition.From(page.First));
            default:
                return new LogReply(LogReplyKind.Void);
        }
    }

    /// <summary>Waits until the node stands at a position that the log has; false if that takes too long.</summary>
    private async ValueTask<bool> ReachAsync(
        string matchId, TopicPosition position, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (matches.Find(matchId) is not { } stream
            || (stream.Current.Position.Epoch == position.Epoch && stream.Current.Position.Seq < position.Seq))
        {
            if (time.GetElapsedTime(begun) >= CatchUpMax)
                return false;
            await Task.Delay(LookEvery, time, cancellationToken).ConfigureAwait(false);
        }
        return true;
    }
}
