using System.Globalization;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Topics;

/// <summary>
/// Random lives of a match: changes of every kind, new epochs, a budget that presses, a past that ages. Whatever is held
/// is made again as it was.
/// </summary>
public sealed class PastWalkTests
{
    private const int Steps = 700;

    private readonly List<Was> _was = [];
    private MatchPast _past = new();
    private long _nowMs = 1_000_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_held_point_is_made_again_as_it_was_when_it_was_superseded(int seed)
    {
        var random = new Random(seed);
        _past = new MatchPast(seed % 3 == 0 ? long.MaxValue : random.Next(5_000, 60_000));
        Append(new TopicPosition(1, 1), MatchDeltas.First);
        for (var step = 0; step < Steps; step++)
        {
            _nowMs += random.Next(4) * 400; // several at one time, too
            var at = _past.Stream.Current.Position;
            switch (random.Next(60))
            {
                case 0:
                    Begin(new TopicPosition(at.Epoch + 1, at.Seq + (uint)random.Next(3)), random.Next(2) == 0);
                    break;
                case 1:
                    Begin(at with { Seq = at.Seq - (uint)random.Next((int)Math.Min(at.Seq, 3)) }, isListed: true);
                    break;
                case 2 or 3 or 4 or 5:
                    _past.Budget.Trim(_nowMs);
                    break;
                case 6:
                    Check(random);
                    break;
                default:
                    Append(at with { Seq = at.Seq + 1 }, MatchDeltas.Any(random, (int)at.Seq + 1));
                    break;
            }
        }
        _past.Budget.Trim(_nowMs);
        Check(random);

        _past.Budget.Trim(long.MaxValue / 2);
        Check(random);
        Assert.Equal((1, 0), (_past.Stream.Matches.Count, _past.Budget.Bytes));
        Assert.InRange(_past.Budget.Changes.Size, 0, 2 * PastBytes.SlabSize);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Who_walks_from_a_time_on_meets_every_state_that_there_was(int seed)
    {
        var random = new Random(seed);
        Append(new TopicPosition(1, 1), MatchDeltas.First);
        for (uint seq = 2; seq <= 200; seq++)
        {
            _nowMs += 1 + random.Next(1000);
            if (random.Next(20) == 0)
                Begin(new TopicPosition(seq, seq), isListed: true);
            else
                Append(_past.Stream.Current.Position with { Seq = seq }, MatchDeltas.Any(random, (int)seq));
        }
        var first = random.Next(_was.Count);

        var steps = _past.Stream.Matches.StepsFrom(_was[first].AtMs, out var knownSinceMs);
        _past.Budget.Trim(long.MaxValue / 2); // no matter: they were copied out

        Assert.Equal(_was[first].AtMs, knownSinceMs);
        var walk = new PastWalk<MatchState, MatchDelta>(steps);
        foreach (var was in _was.Skip(first))
        {
            walk.MoveTo(was.AtMs);
            Assert.Equal(was.Hash, walk.State.State.Hash);
            Assert.Equal(was.Row, ((MatchPointState)walk.State).ToHeadline());
        }
    }

    [Fact]
    public void A_match_that_seldom_changes_keeps_no_room_of_those_that_often_do()
    {
        const int BytesMax = 1 << 20;
        _past = new MatchPast(BytesMax);
        Append(new TopicPosition(1, 1), MatchDeltas.First);
        var busy = new History<ScoreState, ScoreDelta>(_past.Budget);
        busy.Begin(new Point<ScoreState, ScoreDelta>(new TopicPosition(1, 0), ScoreView.Empty, null)
        {
            PublishedMs = _nowMs,
            AtMs = _nowMs,
        });
        for (uint seq = 1; seq <= 40_000; seq++)
        {
            var delta = new ScoreDelta { Phase = new string('x', (int)(seq % 200)) + seq };
            busy.Append(new Point<ScoreState, ScoreDelta>(
                new TopicPosition(1, seq), busy.Head!.State.Apply(delta), delta)
            {
                Previous = seq - 1,
                PublishedMs = _nowMs,
                AtMs = _nowMs,
            });
            if (seq % 1000 == 0)
                Append(new TopicPosition(1, 1 + (seq / 1000)), MatchDeltas.Any(new Random((int)seq), (int)seq));
            _past.Budget.Trim(_nowMs++);
        }

        Check(new Random(1));
        Assert.InRange(_past.Stream.Matches.Count, 2, 39);
        Assert.InRange(_past.Budget.Bytes, BytesMax / 2, BytesMax);
        Assert.InRange(_past.Budget.Changes.Size, 0, BytesMax + (3 * PastBytes.SlabSize));
    }

    private void Append(TopicPosition position, MatchDelta delta)
    {
        _past.Append(position, _nowMs, delta);
        Remember(delta);
    }

    private void Begin(TopicPosition position, bool isListed)
    {
        _past.Begin(position, _nowMs, isListed);
        Remember(null);
    }

    private void Remember(MatchDelta? delta)
    {
        var point = _past.Stream.Current;
        _was.Add(new Was(
            point.Number,
            point.Position,
            point.AtMs,
            point.State.Hash,
            point.Times,
            point.IsListed,
            Headlines.Of(point.State, Headlines.LastNotable(point.State)),
            delta));
    }

    private void Check(Random random)
    {
        var history = _past.Stream.Matches;
        var held = _was.TakeLast(history.Count).ToList();
        foreach (var was in random.Next(2) == 0 ? held : Enumerable.Reverse(held))
        {
            var sameTime = held.FindLast(other => other.AtMs == was.AtMs)!;
            if (sameTime.Number == was.Number)
                Check(was, (MatchPoint?)history.At(was.AtMs));
            // at a time that is in force for longer, this run's points up to then are found, too
            if (sameTime.Position.Epoch == was.Position.Epoch && sameTime.Position.Seq >= was.Position.Seq
                && history.TryFind(was.AtMs, was.Position, out var found) && found?.Number == was.Number)
            {
                Check(was, (MatchPoint)found);
            }
        }
        if (held.Count < _was.Count && _was[^(held.Count + 1)].AtMs < held[0].AtMs)
            Assert.Equal(CoverKind.Gone, history.CoverAt(held[0].AtMs - 1).Kind);
    }

    private static void Check(Was was, MatchPoint? point)
    {
        Assert.NotNull(point);
        Assert.Equal((was.Number, was.Position, was.AtMs), (point.Number, point.Position, point.AtMs));
        Assert.Equal((was.Hash, was.Hash), (point.StateHash, point.State.Hash));
        Assert.Equal((was.IsListed, was.Times.ChangedMs), (point.IsListed, point.Times.ChangedMs));
        Assert.True(was.Times.IsSameDays(point.Times));
        Assert.Equal(was.Row, point.Row.Headline);
        Assert.Equal(was.Delta is not null, point.IsStep);
        if (was.Delta is null)
            return;
        Assert.Equal(was.Delta, point.Delta);
        Assert.Equal($"e{was.Position.Seq}", point.Logged.Cause.EventId);
    }

    private sealed record Was(
        long Number,
        TopicPosition Position,
        long AtMs,
        uint Hash,
        MatchTimes Times,
        bool IsListed,
        Headline Row,
        MatchDelta? Delta);
}

/// <summary>Changes of a match, of every kind that its history tells apart.</summary>
internal static class MatchDeltas
{
    public static MatchDelta First => new()
    {
        Id = "m1",
        Sport = "football",
        Status = Status.Types.Value.Live,
        Participants = new ParticipantTail { Items = { new Participant { Id = "h" }, new Participant { Id = "a" } } },
    };

    public static MatchDelta Any(Random random, int number) => random.Next(7) switch
    {
        0 => new MatchDelta { Incidents = new IncidentEdits { Upsert = { Goal(random.Next(number)) } } },
        1 => new MatchDelta { Score = new ScoreChange { Home = number } },
        2 => new MatchDelta { Stats = new StatEdits { Upsert = { new Stat { Key = "shots", Home = number } } } },
        3 => new MatchDelta { Clock = new ClockChange { ValueMs = (uint)number } },
        4 => new MatchDelta { Incidents = new IncidentEdits { Remove = { $"i{random.Next(number)}" } } },
        5 => new MatchDelta { Venue = new string('v', random.Next(300)) + number.ToString(CultureInfo.InvariantCulture) },
        _ => new MatchDelta { Status = random.Next(2) == 0 ? Status.Types.Value.Live : Status.Types.Value.Ended },
    };

    private static Incident Goal(int number) => new() { Id = $"i{number}", Type = "goal", Order = number };
}
