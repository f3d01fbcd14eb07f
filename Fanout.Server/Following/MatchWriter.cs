using Fanout.Protocol.Matches;
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
    /// <param name="atMs">When it comes into force.</param>
    /// <param name="contradiction">What is wrong, where something is.</param>
    public static WriteOutcome Apply(
        MatchStream stream, LogEntry entry, LoggedChange change, long atMs, out string? contradiction)
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
        var moment = new Moment(position, entry.PublishedMs, atMs);
        var times = head is null ? MatchTimes.None : stream.Times;
        if (restarts && position.Seq > 1)
        {
            Begin(stream, moment, state, times.Observe(state.Head.Status, entry.PublishedMs), isListed: true);
            return WriteOutcome.Began;
        }
        if (head is not null && head.Position.Epoch == position.Epoch)
        {
            Step(stream, moment, state, new Change(change, entry.Public));
            return WriteOutcome.Stepped;
        }
        // so that the first entry is held as one
        Begin(stream, moment with { Position = position with { Seq = 0 } }, Match.Empty, times, isListed: true);
        Step(stream, moment, state, new Change(change, entry.Public));
        return WriteOutcome.Began;
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
    public static void Begin(MatchStream stream, in Moment moment, Match state, MatchTimes times, bool isListed)
    {
        var score = ScoreView.From(Projection<MatchState, ScoreState>.Of(state.Head));
        stream.Scores.Begin(new Point<ScoreState, ScoreDelta>(moment.Position, score, null)
        {
            PublishedMs = moment.PublishedMs,
            AtMs = moment.AtMs,
        });
        var known = new MatchPointState(state, times, Headlines.LastNotable(state), isListed);
        stream.Matches.Begin(new MatchPoint(moment.Position, known)
        {
            PublishedMs = moment.PublishedMs,
            AtMs = moment.AtMs,
        });
        stream.Fault = null;
    }

    private static void Step(MatchStream stream, in Moment moment, Match state, in Change change)
    {
        StepScore(stream, moment, state, change.Logged.Delta);
        var before = stream.Current;
        var known = before.Known.Next(state, change.Logged.Delta, moment.PublishedMs);
        var isShown = Headlines.Shows(change.Logged.Delta) || !Equals(known.LastIncident, before.Known.LastIncident);
        var row = isShown ? null : before.Row;
        stream.Matches.Append(new MatchPoint(moment.Position, known, change.Logged, change.Entry, row)
        {
            Previous = before.Position.Seq,
            PublishedMs = moment.PublishedMs,
            AtMs = moment.AtMs,
        });
    }

    private static void StepScore(MatchStream stream, in Moment moment, Match match, MatchDelta delta)
    {
        if (!Projection<MatchDelta, ScoreDelta>.Touches(delta))
        {
            stream.Scores.Reach(moment.Position.Seq);
            return;
        }
        var before = stream.Score;
        var (state, effect) = before.State.ApplyEffective(
            Projection<MatchDelta, ScoreDelta>.Of(delta), Projection<MatchState, ScoreState>.Of(match.Head));
        if (ScoreView.IsEmpty(effect))
        {
            stream.Scores.Reach(moment.Position.Seq);
            return;
        }
        stream.Scores.Append(new Point<ScoreState, ScoreDelta>(moment.Position, state, effect)
        {
            Previous = before.Position.Seq,
            PublishedMs = moment.PublishedMs,
            AtMs = moment.AtMs,
        });
    }

    /// <summary>The public part of an entry.</summary>
    /// <param name="Logged">Read.</param>
    /// <param name="Entry">As the log has it.</param>
    private readonly record struct Change(LoggedChange Logged, ReadOnlyMemory<byte> Entry);
}

/// <summary>Where and when something is published.</summary>
/// <param name="Position">Where in the match's stream.</param>
/// <param name="PublishedMs">The log's stamp, Unix time in milliseconds.</param>
/// <param name="AtMs">When it comes into force on this node (<see cref="Point{TState,TDelta}.AtMs"/>).</param>
internal readonly record struct Moment(TopicPosition Position, long PublishedMs, long AtMs);
