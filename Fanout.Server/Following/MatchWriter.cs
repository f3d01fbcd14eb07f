using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Fanout.Server.Boards;
using Fanout.Server.Topics;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Server.Following;

/// <summary>What became of an entry.</summary>
internal enum WriteOutcome : byte
{
    /// <summary>The match went one step on.</summary>
    Stepped,

    /// <summary>The match begins here: first seen, or a new epoch.</summary>
    Began,

    /// <summary>The match stood at or behind the entry already.</summary>
    Known,

    /// <summary>The entry contradicts what the log said before. Nothing was applied.</summary>
    Contradicts,
}

/// <summary>
/// Applies entries of the log to the states of matches, and believes none of them unseen: numbers are dense, hashes
/// agree.
/// </summary>
internal static class MatchWriter
{
    /// <summary>Applies one entry.</summary>
    /// <param name="stream">The match; new ones have no state yet.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="change">Its public part; frozen from now on.</param>
    /// <param name="contradiction">What is wrong, where something is.</param>
    public static WriteOutcome Apply(MatchStream stream, LogEntry entry, LoggedChange change, out string? contradiction)
    {
        var position = TopicPosition.From(entry.MatchPosition);
        var head = stream.Matches.Head;
        contradiction = null;
        if (head is not null && head.Position.Epoch == position.Epoch && head.Position.Seq >= position.Seq)
            return WriteOutcome.Known;

        var restarts = LoggedEntries.Restarts(entry, change);
        contradiction = restarts ? null : Gap(head?.Position, position);
        if (contradiction is not null)
            return WriteOutcome.Contradicts;

        var state = (restarts || head is null ? Match.Empty : head.State).Apply(change.Delta);
        if (state.Hash != change.StateHash)
        {
            contradiction = $"entry {position} leads to hash {state.Hash:x8}, it says {change.StateHash:x8}";
            return WriteOutcome.Contradicts;
        }
        if (restarts && position.Seq > 1)
        {
            Begin(stream, position, state, entry.PublishedMs);
            return WriteOutcome.Began;
        }
        return Step(stream, position, state, change, entry.PublishedMs);
    }

    private static string? Gap(TopicPosition? head, TopicPosition position)
    {
        if (head is null)
            return position.Seq == 1 ? null : $"begins with sequence {position.Seq}";
        return head.Value with { Seq = head.Value.Seq + 1 } == position
            ? null
            : $"entry {position} does not follow {head}";
    }

    /// <summary>The match begins (anew) with a state.</summary>
    public static void Begin(MatchStream stream, TopicPosition position, Match state, long publishedMs)
    {
        stream.Matches.Begin(
            new Point<MatchState, MatchDelta> { Position = position, State = state, PublishedMs = publishedMs });
        stream.Scores.Begin(new Point<ScoreState, ScoreDelta>
        {
            Position = position,
            State = ScoreView.From(Projection<MatchState, ScoreState>.Of(state.Head)),
            PublishedMs = publishedMs,
        });
        stream.Headline = Headlines.Of(state);
        stream.Fault = null;
    }

    private static WriteOutcome Step(
        MatchStream stream, TopicPosition position, Match state, LoggedChange change, long publishedMs)
    {
        var begins = stream.Matches.Head is null || stream.Matches.Head.Position.Epoch != position.Epoch;
        if (begins)
            // so that the first entry is held as one
            Begin(stream, position with { Seq = 0 }, Match.Empty, publishedMs);
        stream.Matches.Append(new Point<MatchState, MatchDelta>
        {
            Position = position,
            Previous = stream.Current.Position.Seq,
            State = state,
            Delta = change.Delta,
            PublishedMs = publishedMs,
            Logged = change,
        });
        StepScore(stream, position, change.Delta, publishedMs);
        stream.Headline = begins ? Headlines.Of(state) : Headlines.Next(stream.Headline, state, change.Delta);
        return begins ? WriteOutcome.Began : WriteOutcome.Stepped;
    }

    private static void StepScore(MatchStream stream, TopicPosition position, MatchDelta delta, long publishedMs)
    {
        var before = stream.Score;
        var (state, effect) = before.State.ApplyEffective(Projection<MatchDelta, ScoreDelta>.Of(delta));
        if (ScoreView.IsEmpty(effect))
        {
            stream.Scores.Reach(position.Seq);
            return;
        }
        stream.Scores.Append(new Point<ScoreState, ScoreDelta>
        {
            Position = position,
            Previous = before.Position.Seq,
            State = state,
            Delta = effect,
            PublishedMs = publishedMs,
        });
    }
}
