using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Normalising;

/// <summary>Which feed a match is known by, and since when that feed has been silent.</summary>
/// <remarks>The first feed stays the active one until it falls silent; then whoever speaks first is.</remarks>
internal static class FeedHealth
{
    /// <summary>Adds to a change what it means that its feed spoke.</summary>
    public static void Hear(Proposal proposal)
    {
        var feed = proposal.Head.Feed ?? new Feed();
        var isStale = feed.StaleSinceMs > 0;
        var isActive = feed.Active == proposal.Input.Feed;
        if (!isActive && feed.Active.Length > 0 && !isStale) return;
        proposal.Writer.Heard = true;
        if (isActive && !isStale) return;
        proposal.Delta.Feed = new FeedChange { Active = proposal.Input.Feed, StaleSinceMs = 0 };
    }

    /// <summary>The entry that says a feed went silent during play; null while there is nothing to say.</summary>
    /// <param name="work">The match.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    /// <param name="silence">How long a live match may go unheard of.</param>
    public static MatchEntry? Watch(MatchWork work, double nowMs, TimeSpan silence)
    {
        var head = work.State.Head;
        if (head.Status != StatusValue.Live || head.Feed is not { StaleSinceMs: 0 }) return null;
        if (nowMs - work.HeardMs < silence.TotalMilliseconds) return null;
        var (after, effect) =
            work.State.ApplyEffective(new MatchDelta { Feed = new FeedChange { StaleSinceMs = work.HeardMs } });
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.System,
            Delta = effect,
            StateHash = after.Hash,
            Cause = new Cause { Feed = head.Feed.Active, ReceivedMs = nowMs },
        };
        return new MatchEntry(work.Id, change, new WriterChange(), after);
    }
}
