using System.Runtime.CompilerServices;
using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Topics;

/// <summary>What is held of the past of a match, once it is the past.</summary>
public sealed class PastPointTests
{
    private const int Count = 100;

    private readonly MatchPast _past = new();

    [Fact]
    public void The_state_the_delta_and_the_row_at_every_held_position_are_what_they_were()
    {
        Write(Count);

        for (var seq = 1; seq <= Count; seq++)
        {
            var point = Held(seq);
            Assert.Equal(_past.States[seq].ToMessage(), point.State.ToMessage());
            Assert.Equal(_past.States[seq].Hash, point.StateHash);
            Assert.Equal(_past.States[seq].Hash, _past.States[seq - 1].Apply(point.Delta).Hash);
            Assert.Equal($"e{seq}", point.Logged.Cause.EventId);
            var expected = Headlines.Of(_past.States[seq], Headlines.LastNotable(_past.States[seq]));
            Assert.Equal(expected, point.Row.Headline);
        }
    }

    [Fact]
    public void The_past_is_told_from_its_end_to_its_beginning_too()
    {
        Write(Count);

        for (var seq = Count; seq >= 1; seq--)
            Assert.Equal(_past.States[seq].Hash, Held(seq).State.Hash);
    }

    [Fact]
    public void A_score_view_is_held_as_exactly()
    {
        Write(Count);

        for (var seq = 1; seq <= Count; seq++)
        {
            Assert.True(_past.Stream.Scores.TryFloor(new TopicPosition(1, (uint)seq), Horizon.Live, out var point));
            var expected = ScoreView.From(
                Fanout.Protocol.States.Projection<MatchState, ScoreState>.Of(_past.States[seq].Head));
            Assert.Equal(expected.ToMessage(), point.State.ToMessage());
        }
    }

    [Fact]
    public void The_past_stays_whole_while_its_beginning_is_let_go()
    {
        Write(Count);

        _past.Budget.Trim(MatchPast.AtMs(50) + 120_500); // superseded before: all up to the 50th

        Assert.Equal(_past.States[51].Hash, Held(51).State.Hash);
        Assert.False(_past.Stream.Matches.TryFloor(new TopicPosition(1, 49), Horizon.Live, out _));
    }

    [Fact]
    public void Superseding_leaves_no_object_of_a_point_and_the_state_of_every_sixteenth()
    {
        Write(1);
        var made = new List<(string Kind, WeakReference Object)>();
        for (var seq = 2; seq <= Count; seq++)
            made.AddRange(WeaklyWritten(seq));
        _past.States.Clear();

        GC.Collect();

        var alive = made.GroupBy(static held => held.Kind, static held => held.Object.IsAlive)
            .ToDictionary(static held => held.Key, static held => held.Count(static isAlive => isAlive));
        Assert.Equal((1, 1, 1), (alive["point"], alive["entry"], alive["delta"])); // of the newest
        Assert.InRange(alive["state"], 2, 2 + (Count / 16));
        GC.KeepAlive(_past);
    }

    [Fact]
    public void The_newest_point_lets_go_of_its_change_once_it_was_published_and_makes_it_again_for_who_is_late()
    {
        Write(Count - 1);
        var made = WeaklyWritten(Count).Where(static held => held.Kind is "entry" or "delta").ToList();

        _past.Stream.Fold();
        GC.Collect();

        Assert.All(made, static held => Assert.False(held.Object.IsAlive));
        var newest = _past.Stream.Current;
        Assert.Equal(Change(Count), newest.Delta);
        Assert.Equal($"e{Count}", newest.Logged.Cause.EventId);
        Assert.Same(newest.Delta, newest.Delta);
        var score = _past.Stream.Score;
        var before = _past.States[(int)score.Previous].Head;
        var view = ScoreView.From(Fanout.Protocol.States.Projection<MatchState, ScoreState>.Of(before));
        Assert.Equal(score.StateHash, view.Apply(score.Delta).Hash);
    }

    [Fact]
    public void A_point_that_is_asked_for_again_is_the_same_while_somebody_has_it()
    {
        Write(Count);

        var point = Held(40);

        Assert.Same(point, Held(40));
        Assert.Same(point.Logged, Held(40).Logged);
    }

    [Fact]
    public void What_was_made_again_goes_on_when_its_past_has_gone()
    {
        Write(Count);
        var point = Held(40);

        _past.Budget.Trim(long.MaxValue / 2);

        Assert.Equal(1, _past.Stream.Matches.Count);
        Assert.Equal(_past.States[40].ToMessage(), point.State.ToMessage());
        Assert.Equal(_past.States[40].Hash, _past.States[39].Apply(point.Delta).Hash);
    }

    private MatchPoint Held(int seq)
    {
        Assert.True(_past.Stream.Matches.TryFloor(new TopicPosition(1, (uint)seq), Horizon.Live, out var point));
        Assert.Equal((uint)seq, point.Position.Seq);
        return (MatchPoint)point;
    }

    /// <summary>Of its own, so that no local holds what it made.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<(string Kind, WeakReference Object)> WeaklyWritten(int seq)
    {
        _past.Append(seq, Change(seq));
        var point = _past.Stream.Current;
        return
        [
            ("point", new WeakReference(point)),
            ("entry", new WeakReference(point.Logged)),
            ("delta", new WeakReference(point.Delta)),
            ("state", new WeakReference(point.State)),
        ];
    }

    private void Write(int count)
    {
        for (var seq = 1; seq <= count; seq++)
            _past.Append(seq, Change(seq));
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
}
