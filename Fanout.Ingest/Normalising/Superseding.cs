using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using CoverageValue = Fanout.Protocol.Messages.Coverage.Types.Value;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// A match turned out to be another one under another name: it is continued as that one. Nobody covers it under its own
/// name any more, which takes it off the boards; its readers are told where it goes on by the entry that says so.
/// </summary>
/// <remarks>
/// It stays in memory for as long as any match of which nothing is heard, so that a mapping that was wrong can be taken
/// back. CANCELLED or VOIDED would tell its followers of something that did not happen.
/// </remarks>
internal static class Superseding
{
    /// <summary>The entry that says where the match goes on, or that it goes on here again; null: nothing is to be said.</summary>
    /// <param name="work">A match.</param>
    /// <param name="match">The match that it is continued as; null: it stands for itself.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public static MatchEntry? Due(MatchWork work, string? match, double nowMs)
    {
        if (!work.IsKnown || match == work.Superseded?.Match) return null;
        var now = new Superseded { Match = match ?? "", Coverage = work.Superseded?.Coverage ?? work.State.Head.Coverage };
        var delta = match is null
            ? new MatchDelta { Coverage = now.Coverage }
            : new MatchDelta { Coverage = CoverageValue.None, Feed = new FeedChange { Active = "", StaleSinceMs = 0 } };
        var (after, effect) = work.State.ApplyEffective(delta);
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.System,
            Delta = Match.IsEmpty(effect) ? null : effect,
            StateHash = after.Hash,
            Cause = new Cause { ReceivedMs = nowMs },
            Correction = Continuation.Of(match),
        };
        var writer = new WriterChange { Superseded = now };
        if (match is not null) writer.Cleared.AddRange(work.Watched.Alarms.Select(static alarm => alarm.Kind)); // nobody looks any more
        return new MatchEntry(work.Id, change, writer, after);
    }
}
