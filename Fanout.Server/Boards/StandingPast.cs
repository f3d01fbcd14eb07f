using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>
/// What one match did on one board for a while; the rows are made of its history when they are asked for.
/// </summary>
/// <remarks>Collected under the catalog's lock; all else needs none of it.</remarks>
/// <param name="matchId">The match.</param>
/// <param name="history">Its history.</param>
/// <param name="knownSinceMs">Before it, nothing is known: Unix time in milliseconds.</param>
/// <param name="places">When its row came, changed or left; the first may be older than what was asked for.</param>
internal sealed class StandingPast(
    string matchId, History<MatchState, MatchDelta> history, long knownSinceMs, List<RowPlace> places)
{
    /// <summary>Since when it is known; later than that once its history was looked at, which may hold less.</summary>
    public long KnownSinceMs { get; private set; } = knownSinceMs;

    /// <summary>
    /// When its row came, changed and left, in order; the first as it was at a time, or came after it.
    /// </summary>
    /// <param name="sinceMs">The time, Unix time in milliseconds.</param>
    public List<RowChange> ChangesSince(long sinceMs)
    {
        var first = places.Find(static place => place.IsOn);
        if (!first.IsOn)
            return [];
        var fromMs = Math.Max(sinceMs, first.AtMs);
        var walk = new PastWalk<MatchState, MatchDelta>(history.StepsFrom(fromMs, out var heldSinceMs));
        if (heldSinceMs > fromMs)
            KnownSinceMs = Math.Max(KnownSinceMs, heldSinceMs);
        return places.ConvertAll(place => new RowChange(place.AtMs, matchId, place.IsOn ? walk : null));
    }
}

/// <summary>From a time on, Unix time in milliseconds, a match stood on a board, or did not.</summary>
internal readonly record struct RowPlace(long AtMs, bool IsOn);

/// <summary>A row that came, changed, or left.</summary>
/// <param name="AtMs">When, Unix time in milliseconds.</param>
/// <param name="MatchId">Whose it is.</param>
/// <param name="Walk">Goes to the row; the same for all rows of a match, so in their order. Null: it left.</param>
internal readonly record struct RowChange(long AtMs, string MatchId, PastWalk<MatchState, MatchDelta>? Walk)
{
    /// <summary>Brings it to a board.</summary>
    /// <param name="rows">The board's.</param>
    /// <param name="atMs">As it was then; not before its own time.</param>
    public void Show(BoardRows rows, long atMs)
    {
        if (Walk is null)
        {
            rows.Remove(MatchId);
            return;
        }
        Walk.MoveTo(atMs);
        rows.Set(((MatchPointState)Walk.State).ToHeadline());
    }
}
