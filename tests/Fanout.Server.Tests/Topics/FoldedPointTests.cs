using System.Globalization;
using Fanout.Log;
using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Following;
using Fanout.Server.Topics;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Server.Tests.Topics;

/// <summary>What is held of the past of a match, once it is the past.</summary>
public sealed class FoldedPointTests
{
    private const int Count = 100;

    private readonly HistoryBudget _budget = new(TimeSpan.FromSeconds(120), long.MaxValue);
    private readonly List<Match> _states = [Match.Empty];
    private readonly MatchStream _stream;

    public FoldedPointTests() => _stream = new MatchStream("m1", 0, _budget);

    [Fact]
    public void The_state_the_delta_and_the_row_at_every_held_position_are_what_they_were()
    {
        Write(Count);

        for (var seq = 1; seq <= Count; seq++)
        {
            var point = Held(seq);
            Assert.Equal(_states[seq].ToMessage(), point.State.ToMessage());
            Assert.Equal(_states[seq].Hash, point.StateHash);
            Assert.Equal(_states[seq].Hash, _states[seq - 1].Apply(point.Delta).Hash);
            Assert.Equal($"e{seq}", point.Logged.Cause.EventId);
            var expected = Headlines.Of(_states[seq], Headlines.LastNotable(_states[seq]));
            Assert.Equal(expected, point.Row.Headline);
        }
    }

    [Fact]
    public void The_past_is_told_from_its_end_to_its_beginning_too()
    {
        Write(Count);

        for (var seq = Count; seq >= 1; seq--)
            Assert.Equal(_states[seq].Hash, Held(seq).State.Hash);
    }

    [Fact]
    public void A_score_view_is_held_as_exactly()
    {
        Write(Count);

        for (var seq = 1; seq <= Count; seq++)
        {
            Assert.True(_stream.Scores.TryFloor(new TopicPosition(1, (uint)seq), Horizon.Live, out var point));
            var expected = ScoreView.From(
                Fanout.Protocol.States.Projection<MatchState, ScoreState>.Of(_states[seq].Head));
            Assert.Equal(expected.ToMessage(), point.State.ToMessage());
        }
    }

    [Fact]
    public void The_past_stays_whole_while_its_beginning_is_let_go()
    {
        Write(Count);

        _budget.Trim(AtMs(50) + 120_500); // superseded before: all up to the 50th

        Assert.Equal(_states[51].Hash, Held(51).State.Hash);
        Assert.False(_stream.Matches.TryFloor(new TopicPosition(1, 49), Horizon.Live, out _));
    }

    [Fact]
    public void A_row_that_does_not_change_holds_on_to_none_of_the_past()
    {
        Write(1);
        var first = WeaklyHeld(1);
        for (var seq = 2; seq <= 64; seq++)
            Append(seq, new MatchDelta { Venue = seq.ToString(CultureInfo.InvariantCulture) });
        _budget.Trim(long.MaxValue / 2);

        GC.Collect();

        Assert.False(first.IsAlive);
        Assert.Equal("m1", _stream.Current.Row.Headline.Id);
    }

    [Fact]
    public void A_superseded_entry_holds_less_than_a_kibibyte_and_the_budget_knows_how_much()
    {
        const int Entries = 4000;
        Write(1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var estimatedBefore = _budget.Bytes;
        _states.Clear();
        _states.Add(_stream.Current.State);

        for (var seq = 2; seq <= Entries; seq++)
        {
            var clock = new ClockChange { ValueMs = (uint)seq };
            Append(seq, new MatchDelta { Score = new ScoreChange { Home = seq }, Clock = clock });
            _states.RemoveAt(0);
        }

        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Entries;
        var estimated = (_budget.Bytes - estimatedBefore) / (double)Entries;
        GC.KeepAlive(_stream);
        Assert.InRange(held, 100, 1024);
        Assert.InRange(estimated / held, 0.75, 1.25);
    }

    private WeakReference WeaklyHeld(int seq) => new(Held(seq)); // of its own, so that no local holds it

    private MatchPoint Held(int seq)
    {
        Assert.True(_stream.Matches.TryFloor(new TopicPosition(1, (uint)seq), Horizon.Live, out var point));
        Assert.Equal((uint)seq, point.Position.Seq);
        return (MatchPoint)point;
    }

    private void Write(int count)
    {
        for (var seq = 1; seq <= count; seq++)
            Append(seq, Change(seq));
    }

    private static MatchDelta Change(int seq) => (seq % 5) switch
    {
        _ when seq == 1 => new MatchDelta
        {
            Id = "m1",
            Sport = "football",
            Participants = new ParticipantTail
            {
                Items = { new Participant { Id = "h" }, new Participant { Id = "a" } },
            },
        },
        0 => new MatchDelta { Incidents = new IncidentEdits { Upsert = { Goal(seq) } } },
        1 => new MatchDelta { Score = new ScoreChange { Home = seq } },
        2 => new MatchDelta { Stats = new StatEdits { Upsert = { new Stat { Key = "shots", Home = seq } } } },
        3 => new MatchDelta { Venue = $"v{seq}", Clock = new ClockChange { ValueMs = (uint)seq } },
        _ => new MatchDelta { Cleared = { "score", "clock" } },
    };

    private static Incident Goal(int seq) => new() { Id = $"i{seq}", Type = "goal", Order = seq };

    private void Append(int seq, MatchDelta delta)
    {
        var state = _states[^1].Apply(delta);
        _states.Add(state);
        var change = new LoggedChange
        {
            Delta = delta,
            StateHash = state.Hash,
            Cause = new Cause { Feed = "f", EventId = $"e{seq}" },
        };
        var entry = new LogEntry
        {
            Partition = 0,
            Epoch = 1,
            Sequence = (ulong)seq,
            MatchId = "m1",
            MatchSequence = (uint)seq,
            Kind = Fanout.Log.EntryKind.Change,
            Key = "",
            ContentDigest = default,
            Public = change.ToByteArray(),
            PublishedMs = AtMs(seq),
            Chain = ChainHash.None,
        };
        var outcome = MatchWriter.Apply(
            _stream, entry, LoggedEntries.Change(entry), entry.PublishedMs, out var contradiction);
        Assert.True(outcome is WriteOutcome.Stepped or WriteOutcome.Began, contradiction);
    }

    private static long AtMs(int seq) => 1_000_000 + (seq * 1000L);
}
