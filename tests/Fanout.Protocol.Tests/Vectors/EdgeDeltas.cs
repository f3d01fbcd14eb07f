using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>Deltas that no diff would make, but that a reader must apply in the same way everywhere.</summary>
internal static class EdgeDeltas
{
    private static readonly MatchState State = new()
    {
        Id = "m1",
        Score = new Score { Home = 1, Away = 2, Periods = { new PeriodScore { Phase = "1H", Home = 1 }, new PeriodScore { Phase = "2H", Away = 2 } } },
        Winner = Winner.Types.Value.Away,
        Incidents = { new Incident { Id = "i1", Order = 1 }, new Incident { Id = "i2", Order = 2 } },
    };

    private static readonly BoardState Board = new()
    {
        Name = "live", Page = 1, Pages = 1, Total = 2,
        Rows = { new Headline { Id = "m1", Start = 5, Phase = "1H", Score = new Score { Home = 1 } }, new Headline { Id = "m2" } },
    };

    public static IReadOnlyList<(string Name, MatchState State, MatchDelta Delta)> OfMatches { get; } =
    [
        ("an empty delta", State, new MatchDelta()),
        ("an empty change makes what was absent", State, new MatchDelta { Clock = new ClockChange() }),
        ("cleared and set at once: cleared comes first", State, new MatchDelta { Cleared = { "score", "winner" }, Score = new ScoreChange { Away = 3 } }),
        ("cleared within a change", State, new MatchDelta { Score = new ScoreChange { Cleared = { "tie", "aggregate" }, Tie = new Tie { Id = "t" } } }),
        ("cleared lists and scalars are empty and zero again", State, new MatchDelta { Cleared = { "id", "incidents" }, Score = new ScoreChange { Cleared = { "periods" } } }),
        ("a keyed list cleared and added to at once", State,
            new MatchDelta { Cleared = { "incidents" }, Incidents = new IncidentEdits { Upsert = { new Incident { Id = "i3" } } } }),
        ("cleared names that are unset or unknown", State, new MatchDelta { Cleared = { "clock", "noSuchMember" } }),
        ("a tail that keeps more than there is", State,
            new MatchDelta { Score = new ScoreChange { Periods = new PeriodTail { Keep = 9, Items = { new PeriodScore { Phase = "E1" } } } } }),
        ("a tail that keeps nothing", State, new MatchDelta { Score = new ScoreChange { Periods = new PeriodTail() } }),
        ("an incident removed and added at once: removals come first", State,
            new MatchDelta { Incidents = new IncidentEdits { Remove = { "i1", "i9" }, Upsert = { new Incident { Id = "i1", Order = 3 } } } }),
        ("one incident twice: the last wins", State,
            new MatchDelta { Incidents = new IncidentEdits { Upsert = { new Incident { Id = "i3" }, new Incident { Id = "i3", Order = 9 } } } }),
    ];

    public static IReadOnlyList<(string Name, BoardState State, BoardDelta Delta)> OfBoards { get; } =
    [
        ("a row changes, another comes, one goes", Board, new BoardDelta
        {
            Total = 2,
            Rows = new HeadlineEdits
            {
                Remove = { "m2" }, Upsert = { new Headline { Id = "m0", Start = 5 } },
                Change = { new HeadlineDelta { Id = "m1", Phase = "HT", Score = new ScoreChange { Away = 1 } } },
            },
        }),
        ("a change of a row that is not there", Board,
            new BoardDelta { Rows = new HeadlineEdits { Change = { new HeadlineDelta { Id = "m9", Phase = "HT" } } } }),
        ("a row that was just removed is not changed", Board,
            new BoardDelta { Rows = new HeadlineEdits { Remove = { "m1" }, Change = { new HeadlineDelta { Id = "m1", Phase = "HT" } } } }),
        ("a row without a start goes last", Board,
            new BoardDelta { Rows = new HeadlineEdits { Change = { new HeadlineDelta { Id = "m1", Cleared = { "start" } } }, Upsert = { new Headline { Id = "a" } } } }),
    ];
}
