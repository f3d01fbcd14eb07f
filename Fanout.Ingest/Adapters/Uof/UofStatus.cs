using System.Xml.Linq;
using Fanout.Ingest.Adapters.Xml;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>A <c>sport_event_status</c>: the whole state of a match, as every message repeats it.</summary>
internal sealed class UofStatus
{
    private const int GoalsMax = 999;

    private static readonly Dictionary<long, FootballPeriod> Periods = new()
    {
        [6] = FootballPeriod.FirstHalf,
        [7] = FootballPeriod.SecondHalf,
        [41] = FootballPeriod.FirstExtra,
        [42] = FootballPeriod.SecondExtra,
        [50] = FootballPeriod.Shootout,
    };

    private static readonly Dictionary<long, FootballPeriod> Breaks = new()
    {
        [31] = FootballPeriod.SecondHalf,
        [32] = FootballPeriod.FirstExtra,
        [33] = FootballPeriod.SecondExtra,
        [34] = FootballPeriod.Shootout,
    };

    /// <summary>UNSPECIFIED: not stated, or a word that is none about the match.</summary>
    public MatchStatus Status { get; private init; }

    /// <summary>The period that is being played; <see langword="null"/>: none.</summary>
    public FootballPeriod? Period { get; private init; }

    /// <summary>As in the vocabulary; empty: not stated.</summary>
    public string Phase { get; private init; } = "";

    /// <summary>The provider no longer watches the match. What it calls abandoned is that, and says nothing of the match.</summary>
    public bool IsUnwatched { get; private init; }

    /// <summary><see langword="null"/>: no score is stated.</summary>
    public ScoreUpdate? Score { get; private init; }

    public UofClock? Clock { get; private init; }

    /// <summary>Cards by kind: yellow, second yellow, red. <see langword="null"/>: not stated.</summary>
    public IReadOnlyDictionary<string, Pair> Cards { get; private init; } = new Dictionary<string, Pair>();

    public Pair? Corners { get; private init; }

    public static UofStatus Read(XElement xml, Action<string> unreadable)
    {
        var (status, code) = (NumberOf(xml, "status"), NumberOf(xml, "match_status"));
        var statistics = xml.Child("statistics");
        var cards = new Dictionary<string, Pair>(StringComparer.Ordinal);
        foreach (var (card, name) in new[] { ("yellow", "yellow_cards"), ("second_yellow", "yellow_red_cards"), ("red", "red_cards") })
        {
            if (PairOf(statistics?.Child(name), "home", "away") is { } pair) cards[card] = pair;
        }

        var period = code is { } play ? Periods.GetValueOrDefault(play) : null;
        return new UofStatus
        {
            Status = StatusOf(status, code, unreadable),
            Period = period,
            Phase = period?.Phase ?? (code is { } pause ? Breaks.GetValueOrDefault(pause)?.Wait : null) ?? "",
            IsUnwatched = status == 9 || code == 90 || NumberOf(xml, "reporting") == 0,
            Score = ScoreOf(xml, period, code, unreadable),
            Clock = UofClock.Read(xml.Child("clock")),
            Cards = cards,
            Corners = PairOf(statistics?.Child("corners"), "home", "away"),
        };
    }

    /// <summary>The outcome of a match that has ended.</summary>
    public StatusUpdate Outcome()
    {
        var hasExtraTime = Score!.Periods.Any(static period => period.Phase is "E1" or "E2");
        var outcome = FootballOutcome.Of(Score.Home, Score.Away, Score.Shootout, hasExtraTime);
        outcome.Status = Status;
        return outcome;
    }

    // The status is the coarse word and the match status the fine one; where both speak of the end, the coarse one knows more of it.
    private static MatchStatus StatusOf(long? status, long? code, Action<string> unreadable)
    {
        MatchStatus? coarse = status switch
        {
            2 => MatchStatus.Suspended,
            3 => MatchStatus.Ended,
            4 => MatchStatus.Final,
            5 => MatchStatus.Cancelled,
            6 => MatchStatus.Delayed,
            7 => MatchStatus.Interrupted,
            8 => MatchStatus.Postponed,
            9 => MatchStatus.Unspecified,
            11 => MatchStatus.PreMatch,
            _ => null,
        };
        if (coarse is { } known) return known;
        MatchStatus? fine = code switch
        {
            0 => MatchStatus.Scheduled,
            6 or 7 or 41 or 42 or 50 => MatchStatus.Live,
            31 or 32 or 33 or 34 => MatchStatus.Break,
            60 => MatchStatus.Postponed,
            61 => MatchStatus.Delayed,
            70 => MatchStatus.Cancelled,
            80 => MatchStatus.Interrupted,
            81 => MatchStatus.Suspended,
            90 => MatchStatus.Unspecified,
            91 => MatchStatus.Walkover,
            100 or 110 or 120 => MatchStatus.Ended,
            _ => null,
        };
        if (fine is { } stated) return stated;
        if (code is not null) unreadable($"match_status {code}; its status, {(status is null ? "none" : $"{status}")}, was followed");
        return status switch
        {
            0 => MatchStatus.Scheduled,
            1 => MatchStatus.Live,
            _ => MatchStatus.Unspecified,
        };
    }

    private static ScoreUpdate? ScoreOf(XElement xml, FootballPeriod? period, long? code, Action<string> unreadable)
    {
        if (PairOf(xml, "home_score", "away_score") is not { } total)
        {
            if (xml.AttributeText("home_score") is not null)
                unreadable($"score {xml.AttributeText("home_score")}:{xml.AttributeText("away_score") ?? "(none)"}");
            return null;
        }

        var score = new ScoreUpdate { Home = total.Home, Away = total.Away, Basis = ScoreBasis.Types.Value.Goals };
        var kicks = PairOf(xml, "home_penalty_score", "away_penalty_score");
        foreach (var part in xml.Child("period_scores")?.Elements() ?? [])
        {
            if (Periods.GetValueOrDefault(NumberOf(part, "match_status_code") ?? -1) is not { } of) continue;
            if (PairOf(part, "home_score", "away_score") is not { } pair) continue;
            if (of == FootballPeriod.Shootout) kicks ??= pair;
            else if (score.Periods.All(known => known.Phase != of.Phase))
                score.Periods.Add(new PeriodScore { Phase = of.Phase, Home = pair.Home, Away = pair.Away });
        }

        if (kicks is not null || period == FootballPeriod.Shootout)
        {
            kicks ??= new Pair();
            score.Shootout = new ShootoutUpdate { Home = kicks.Home, Away = kicks.Away };
            TakeKicksOut(score, kicks);
        }

        if (code is 32 or 33 or 34 or 41 or 42 or 50 or 110 or 120) score.AfterRegulation = RegulationOf(score);
        return score;
    }

    /// <summary>Some producers add the kicks to the goals; then the periods do not add up to the score without them.</summary>
    private static void TakeKicksOut(ScoreUpdate score, Pair kicks)
    {
        var (home, away) = (score.Periods.Sum(static period => period.Home), score.Periods.Sum(static period => period.Away));
        if (kicks.Home + kicks.Away == 0 || home + kicks.Home != score.Home || away + kicks.Away != score.Away) return;
        (score.Home, score.Away) = (home, away);
    }

    private static Pair? RegulationOf(ScoreUpdate score)
    {
        var halves = score.Periods.Where(static period => period.Phase is "1H" or "2H").ToList();
        return halves.Count < 2 ? null : new Pair { Home = halves.Sum(static half => half.Home), Away = halves.Sum(static half => half.Away) };
    }

    private static Pair? PairOf(XElement? xml, string home, string away)
    {
        if (xml is null) return null;
        if (NumberOf(xml, home) is not (>= 0 and <= GoalsMax and var first)) return null;
        if (NumberOf(xml, away) is not (>= 0 and <= GoalsMax and var second)) return null;
        return new Pair { Home = (int)first, Away = (int)second };
    }

    private static long? NumberOf(XElement xml, string name) => LenientXml.WholeOf(xml.AttributeText(name));
}
