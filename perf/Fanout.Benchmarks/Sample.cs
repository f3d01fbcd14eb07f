using Fanout.Protocol.Messages;

namespace Fanout.Benchmarks;

/// <summary>A football match in its second half, and what a goal and a clock change do to it.</summary>
internal static class Sample
{
    private const int IncidentCount = 30; // a usual match

    public static MatchState State()
    {
        var state = new MatchState
        {
            Id = "m1",
            Sport = "football",
            Status = Status.Types.Value.Live,
            Phase = "2H",
            Start = 1_795_000_000_000,
            Competition = new Competition { Id = "c1", Name = "Cup" },
            Clock = new Clock
            {
                Kind = ClockKind.Types.Value.Up,
                Running = true,
                ValueMs = 2_700_000,
                AnchorMs = 1_795_003_600_000,
            },
            Score = new Score { Home = 1, Away = 1 },
            Feed = new Protocol.Messages.Feed { Active = "feed" },
            Participants =
            {
                new Participant { Id = "t1", Name = "Reds" },
                new Participant { Id = "t2", Name = "Blues" },
            },
        };
        for (var index = 0; index < IncidentCount; index++)
            state.Incidents.Add(Incident(index));
        return state;
    }

    /// <summary>A goal: the score and an incident.</summary>
    public static MatchDelta Goal() => new()
    {
        Score = new ScoreChange { Home = 2 },
        Incidents = new IncidentEdits { Upsert = { Incident(IncidentCount) } },
    };

    /// <summary>The clock has a new anchor.</summary>
    public static MatchDelta ClockSet() => new()
    {
        Clock = new ClockChange { ValueMs = 3_000_000, AnchorMs = 1_795_003_900_000 },
    };

    public static ServerFrame Frame() => new()
    {
        Delta = new Delta
        {
            TopicId = 41,
            Seq = 1000,
            StateHash = 0x1234_5678,
            PublishedMs = 3_600_000,
            Score = new ScoreDelta { Score = new ScoreChange { Home = 2 }, Clock = ClockSet().Clock },
        },
    };

    private static Incident Incident(int index) => new()
    {
        Id = $"i{index}",
        Revision = 1,
        Order = index,
        Type = "card",
        Card = "yellow",
        Team = "home",
        Player = "A. Nine",
        Minute = (uint)index,
        State = IncidentState.Types.Value.Confirmed,
    };
}
