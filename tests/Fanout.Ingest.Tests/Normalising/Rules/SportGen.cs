using CsCheck;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising.Rules;

/// <summary>Random events of one sport: numbers around those that the rules name, formats that come early, late and anew.</summary>
internal static class SportGen
{
    private static readonly Gen<string> Side = Gen.OneOf("home", "away");

    private static readonly Gen<Pair> SmallPair = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9]).Select(static (home, away) => new Pair { Home = home, Away = away });

    private static readonly Gen<string> PhaseWord = Gen.OneOf(
        "1H", "HT", "2H", "PEN", "S1", "S3", "S4", "S6", "Q1", "Q4", "Q5", "OT1", "P1", "P3", "P4", "I1", "I3", "SO1", "TEA", "1T", "9B", "XX");

    private static readonly Gen<Format> AnyFormat =
        from bestOf in Gen.OneOf(0u, 3u, 5u)
        from tieBreakAt in Gen.OneOf(0u, 6u)
        from final in Gen.Int[0, 3]
        from cap in Gen.OneOf(0u, 30u)
        from overs in Gen.OneOf(0u, 2u)
        from days in Gen.OneOf(0u, 5u)
        select new Format
        {
            BestOf = bestOf,
            TieBreakAt = tieBreakAt,
            TieBreakTo = 7,
            FinalSet = (FinalSet.Types.Value)final,
            Points = cap > 0 ? 21u : 0,
            PointsCap = cap,
            Overs = overs,
            Days = days,
        };

    private static readonly Gen<Pair> Games = Gen.OneOf(
        SmallPair,
        Gen.OneOf((6, 4), (7, 5), (4, 6), (7, 6), (6, 0), (7, 4), (8, 6)).Select(static set => new Pair { Home = set.Item1, Away = set.Item2 }));

    private static readonly Gen<Pair> Points = Gen.OneOf(
        SmallPair,
        Gen.OneOf((21, 19), (19, 21), (30, 29), (22, 20), (31, 29), (21, 20), (25, 21)).Select(static game => new Pair { Home = game.Item1, Away = game.Item2 }));

    private static readonly Gen<TennisUpdate> Tennis =
        from sets in Games.Array[0, 4]
        from home in Gen.OneOf("0", "40", "AD")
        from away in Gen.OneOf("30", "40", "AD")
        select new TennisUpdate
        {
            Sets = { sets.Select(static set => new TennisSet { Home = set.Home, Away = set.Away }) },
            Game = new TennisGame { Home = home, Away = away },
        };

    private static readonly Gen<CricketInnings> Innings =
        from side in Side
        from runs in Gen.Int[0, 200]
        from wickets in Gen.Int[0, 11]
        from balls in Gen.Int[0, 16]
        from super in Gen.Int[0, 4]
        from target in Gen.Int[0, 6]
        select new CricketInnings
        {
            Side = side,
            Runs = runs,
            Wickets = (uint)(super == 0 ? wickets % 4 : wickets),
            Balls = (uint)balls,
            SuperOver = super == 0,
            Target = target > 4 ? new CricketTarget { Runs = target - 5 } : null,
        };

    private static readonly Gen<BaseballUpdate> Baseball =
        Gen.Select(Gen.UInt[0, 4], Gen.UInt[0, 5], Gen.UInt[0, 4]).Select(static (outs, balls, strikes) =>
            new BaseballUpdate { Outs = outs, Balls = balls, Strikes = strikes });

    private static Gen<ScoreUpdate> PartOf(string sport) => sport switch
    {
        "tennis" => Tennis.Select(static part => new ScoreUpdate { Tennis = part }),
        "badminton" => Points.Array[1, 4].Select(static games => new ScoreUpdate { Badminton = new BadmintonUpdate { Games = { games } } }),
        "cricket" => Innings.Array[1, 5].Select(static innings => new ScoreUpdate { Cricket = new CricketUpdate { Innings = { innings } } }),
        "baseball" => Baseball.Select(static part => new ScoreUpdate { Baseball = part }),
        "ice_hockey" => SmallPair.Select(static skaters => new ScoreUpdate { IceHockey = new IceHockeyUpdate { Skaters = skaters } }),
        "basketball" => SmallPair.Select(static fouls => new ScoreUpdate { Basketball = new BasketballUpdate { Fouls = fouls } }),
        _ => SmallPair.Select(static cards => new ScoreUpdate { Football = new Football { YellowCards = cards } }),
    };

    private static Gen<ScoreEvent> EventOf(string sport) => Gen.Frequency(
        (6, PartOf(sport).Select(static score => new ScoreEvent { Score = score })),
        (2, Gen.Select(Gen.Int[-1, 9], Gen.Int[0, 9]).Select(static (home, away) => new ScoreEvent { Score = new ScoreUpdate { Home = home, Away = away } })),
        (2, PhaseWord.Select(static phase => new ScoreEvent { Phase = new PhaseUpdate { Phase = phase } })),
        (1, PhaseWord.Select(static phase => new ScoreEvent { Score = new ScoreUpdate { Periods = { new PeriodScore { Phase = phase == "XX" ? "" : phase } } } })),
        (1, Gen.Int[0, 18].Select(static status => new ScoreEvent { Status = new StatusUpdate { Status = (Status.Types.Value)status } })),
        (1, AnyFormat.Select(static format => new ScoreEvent { Fixture = new Fixture { Format = format } })));

    /// <summary>Up to 20 events after the fixture; their times go back now and then.</summary>
    public static Gen<(ScoreEvent Event, int Second)[]> Of(string sport) => Gen.Select(EventOf(sport), Gen.Int[-3, 3]).Array[1, 20]
        .Select(static drawn => drawn.Select(static (one, index) => (one.Item1, (2 * index) + one.Item2 + 3)).ToArray());
}
