using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Boards;

namespace Fanout.Server.Topics;

/// <summary>What holds at a point of a match: its state, and what its past comes to.</summary>
/// <param name="state">The state.</param>
/// <param name="times">What its past decides about the boards that it stands on.</param>
/// <param name="lastIncident">The last notable incident.</param>
/// <param name="isListed">
/// Whether it stands on lists and boards; not where it was fetched from the log for a reader, long after its last change.
/// </param>
internal sealed class MatchPointState(Match state, MatchTimes times, Incident? lastIncident, bool isListed)
    : PointState<MatchState, MatchDelta>(state)
{
    public MatchTimes Times => times;

    public Incident? LastIncident => lastIncident;

    public bool IsListed => isListed;

    /// <summary>The match as a row of a list; made at every call.</summary>
    public Headline ToHeadline() => Headlines.Of(State, lastIncident);

    /// <summary>What holds after a change that was published at a time, Unix time in milliseconds.</summary>
    /// <param name="next">The state after it.</param>
    /// <param name="delta">The change.</param>
    /// <param name="publishedMs">When.</param>
    public MatchPointState Next(Match next, MatchDelta delta, long publishedMs) => new(
        next,
        times.Observe(next.Head.Status, publishedMs),
        Headlines.NextNotable(lastIncident, next, delta),
        isListed: true); // what has changed is listed

    public override PointState<MatchState, MatchDelta> After(ReadOnlySpan<byte> change, long publishedMs)
    {
        var delta = LoggedChange.Parser.ParseFrom(change).Delta;
        return Next(State.Apply(delta), delta, publishedMs);
    }

    public override Point<MatchState, MatchDelta> PointOf(
        in PointRecord record, PastSteps<MatchState, MatchDelta> steps) => new MatchPoint(record, steps);
}
