using Fanout.Log;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Http;

/// <summary>Which match continues one that turned out to be another.</summary>
/// <remarks>
/// The log is asked, and only where a state shows that there is one: such a match is looked at rarely, and a field of the
/// state would be carried by all others. Safe for concurrent use.
/// </remarks>
internal sealed class Continuations(ILogReader log)
{
    private const uint EntryCountMax = 500; // that may have come since: as a rule none does, its events go to the other match

    /// <summary>Its id; null where the match stands for itself, or the log cannot say.</summary>
    /// <param name="matchId">The match.</param>
    /// <param name="state">As its reader sees it.</param>
    /// <param name="at">Where that is.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public async ValueTask<string?> FindAsync(string matchId, MatchState state, TopicPosition at, CancellationToken cancellationToken)
    {
        if (!Continuation.IsElsewhere(state))
            return null;
        try
        {
            return await ReadAsync(matchId, at, 1, cancellationToken)
                ?? await ReadAsync(matchId, at, EntryCountMax, cancellationToken);
        }
        catch (LogStorageException) // the match itself is there
        {
            return null;
        }
    }

    /// <summary>What the last of so many entries up to a position says that speaks of it.</summary>
    private async ValueTask<string?> ReadAsync(string matchId, TopicPosition at, uint count, CancellationToken cancellationToken)
    {
        var after = new MatchPosition(at.Epoch, at.Seq > count ? at.Seq - count : 0);
        var page = await log.ReadMatchAsync(matchId, after, (int)count, cancellationToken);
        return page.Entries
            .Where(entry => entry.MatchSequence <= at.Seq)
            .Select(static entry => Continuation.Read(LoggedEntries.Change(entry).Correction))
            .LastOrDefault(static match => match is not null) is { Length: > 0 } found ? found : null;
    }
}
