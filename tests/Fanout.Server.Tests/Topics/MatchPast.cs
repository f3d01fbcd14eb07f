using Fanout.Log;
using Fanout.Protocol.Messages;
using Fanout.Server.Following;
using Fanout.Server.Topics;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Server.Tests.Topics;

/// <summary>A match that is written entry by entry, with every state that it had.</summary>
internal sealed class MatchPast
{
    public MatchPast(long bytesMax = long.MaxValue)
    {
        Budget = new HistoryBudget(TimeSpan.FromSeconds(120), bytesMax);
        Stream = new MatchStream("m1", 0, Budget);
    }

    public HistoryBudget Budget { get; }

    public MatchStream Stream { get; }

    /// <summary>The state at each sequence; the first is that of no match.</summary>
    public List<Match> States { get; } = [Match.Empty];

    public static long AtMs(int seq) => 1_000_000 + (seq * 1000L);

    /// <summary>Makes the next state and writes its entry, a second after the last.</summary>
    public void Append(int seq, MatchDelta delta) => Append(new TopicPosition(1, (uint)seq), AtMs(seq), delta);

    /// <summary>Makes the next state and writes its entry.</summary>
    public void Append(TopicPosition position, long atMs, MatchDelta delta)
    {
        var state = States[^1].Apply(delta);
        States.Add(state);
        var change = new LoggedChange
        {
            Delta = delta,
            StateHash = state.Hash,
            Cause = new Cause { Feed = "f", EventId = $"e{position.Seq}" },
        };
        var entry = new LogEntry
        {
            Partition = 0,
            Epoch = position.Epoch,
            Sequence = position.Seq,
            MatchId = "m1",
            MatchSequence = position.Seq,
            Kind = Fanout.Log.EntryKind.Change,
            Key = "",
            ContentDigest = default,
            Public = change.ToByteArray(),
            PublishedMs = atMs,
            Chain = ChainHash.None,
        };
        var outcome = MatchWriter.Apply(
            Stream, entry, LoggedEntries.Change(entry), entry.PublishedMs, out var contradiction);
        Assert.True(outcome is WriteOutcome.Stepped or WriteOutcome.Began, contradiction);
    }

    /// <summary>The match begins anew, in the state that it has.</summary>
    public void Begin(TopicPosition position, long atMs, bool isListed)
    {
        States.Add(States[^1]);
        MatchWriter.Begin(Stream, new Moment(position, atMs, atMs), States[^1], Stream.Times, isListed);
    }
}
