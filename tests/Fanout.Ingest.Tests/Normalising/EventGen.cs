using CsCheck;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Tests.Normalising;

/// <summary>
/// Random sequences of events: few ids, times and values, so that they collide, overtake, contradict and break rules
/// often.
/// </summary>
internal static class EventGen
{
    private const double BeginMs = 1_800_000_000_000;

    private static readonly Gen<string> Side = Gen.OneOf("home", "away", "home", "away", "middle");

    private static readonly Gen<Action<ScoreEvent>> Fixture =
        from sport in Gen.OneOf("football", "football", "tennis", "")
        from start in Gen.Int[0, 3]
        from alias in Gen.Int[0, 2]
        select Kind(content =>
        {
            content.Fixture = new Fixture { Sport = sport, Home = new Participant { Name = "A" } };
            if (start > 0) content.Fixture.Start = Instant(BeginMs + (start * 3_600_000));
            if (alias > 0) content.Fixture.Ids.Add(new Alias { Feed = "f2", Id = $"x{alias}" });
        });

    private static readonly Gen<Action<ScoreEvent>> StatusOf =
        from status in Gen.Int[1, 18]
        from winner in Gen.Int[-3, 2]
        select Kind(content =>
        {
            content.Status = new StatusUpdate { Status = (Status.Types.Value)status };
            if (winner >= 0) content.Status.Winner = (Winner.Types.Value)winner;
        });

    private static readonly Gen<Action<ScoreEvent>> ScoreOf =
        from home in Gen.Int[-1, 3]
        from away in Gen.Int[0, 3]
        from first in Gen.Int[0, 2]
        from periods in Gen.Bool
        select Kind(content =>
        {
            content.Score = new ScoreUpdate { Home = home, Away = away };
            if (periods) content.Score.Periods.Add(new PeriodScore { Phase = "1H", Home = first });
        });

    private static readonly Gen<Action<ScoreEvent>> SetsOf =
        from home in Gen.Int[0, 7]
        from away in Gen.Int[0, 7]
        from points in Gen.OneOf("0", "15", "30", "40", "AD", "9", "love")
        select Kind(content => content.Score = new ScoreUpdate
        {
            Tennis = new TennisUpdate
            {
                Sets = { new TennisSet { Home = home, Away = away } },
                Game = new TennisGame { Home = points, Away = "15" },
            },
        });

    private static readonly Gen<Action<ScoreEvent>> IncidentOf =
        from id in Gen.Int[1, 4]
        from type in Gen.OneOf("goal", "card", "streaker")
        from team in Side
        from minute in Gen.Int[-1, 90]
        from state in Gen.Int[-2, 5]
        select Kind(content =>
        {
            content.Incident =
                new IncidentUpdate { Id = $"i{id}", Type = type, Card = type == "card" ? "yellow" : "", Team = team };
            if (minute >= 0) content.Incident.Minute = (uint)minute;
            if (state >= 0) content.Incident.State = (IncidentState.Types.Value)state;
        });

    private static readonly Gen<Action<ScoreEvent>> VoidOf =
        Gen.Int[1, 4].Select(id => Kind(content => content.Void = new VoidUpdate { Incident = $"i{id}", Reason = "VAR_OFFSIDE" }));

    private static readonly Gen<Action<ScoreEvent>> ClockOf =
        from value in Gen.Int[-1, 60_000]
        from running in Gen.Bool
        select Kind(content =>
        {
            content.Clock = new ClockUpdate { Kind = ClockKind.Types.Value.Up, Running = running };
            if (value >= 0) content.Clock.ValueMs = (uint)value;
        });

    private static readonly Gen<Action<ScoreEvent>> Others = Gen.OneOf<Action<ScoreEvent>>(
        Kind(content => content.Phase = new PhaseUpdate { Phase = "1H" }),
        Kind(content => content.Stat = new StatUpdate { Key = "shots", Home = 3, Away = 1 }),
        Kind(content => content.Lineup = new LineupUpdate { Side = "home", Formation = "4-4-2" }),
        Kind(content => content.Coverage = new CoverageUpdate { Coverage = Coverage.Types.Value.Full }),
        Kind(content => content.Heartbeat = new Heartbeat()));

    private static readonly Gen<Action<ScoreEvent>> AnyKind =
        Gen.Frequency(
            (2, Fixture), (3, StatusOf), (4, ScoreOf), (2, SetsOf), (5, IncidentOf), (2, VoidOf), (2, ClockOf), (2, Others));

    private static readonly Gen<FeedEvent> Event =
        from id in Gen.Int[1, 40]
        from feed in Gen.OneOf("f1", "f1", "f2")
        from match in Gen.OneOf("m1", "m1", "m1", "m2")
        from second in Gen.Int[0, 30]
        from kinds in AnyKind.Array[1, 3]
        select Build(id, feed, match, second, kinds);

    /// <summary>
    /// Up to 25 events, one in ten a repetition; the time of receipt rises, that of the event does as it likes.
    /// </summary>
    public static Gen<FeedEvent[]> Sequences { get; } = Gen.Select(Event, Gen.Int[1, 50]).Array[1, 25].Select(static drawn =>
    {
        var sent = new FeedEvent[drawn.Length];
        for (var i = 0; i < drawn.Length; i++)
        {
            var (one, back) = drawn[i];
            var says = back <= Math.Min(i, 5) ? sent[i - back] : one; // the one so many places before
            sent[i] = new FeedEvent(says.Feed, says.Content, BeginMs + (i * 1000));
        }
        return sent;
    });

    private static FeedEvent Build(int id, string feed, string match, int second, Action<ScoreEvent>[] kinds)
    {
        var content = new ScoreEvent
        {
            Id = $"e{id}",
            Match = match,
            At = Instant(BeginMs + (second * 1000)),
        };
        foreach (var kind in kinds) kind(content);
        return new FeedEvent(feed, content, BeginMs);
    }

    private static Timestamp Instant(double ms) =>
        Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMilliseconds(ms));

    private static Action<ScoreEvent> Kind(Action<ScoreEvent> kind) => kind;
}
