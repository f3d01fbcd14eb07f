using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising.Correcting;

/// <summary>
/// An editor who does this and that to a match, right or wrong: always the same to the same match at the same time.
/// </summary>
internal static class RandomEditor
{
    private static readonly string[] Untils = [LockRule.Agree, LockRule.Agree, LockRule.Release, "phase=2H", "status=FINAL"];

    /// <summary>What the editor does next; null: nothing, or what cannot be done.</summary>
    /// <param name="work">The match.</param>
    /// <param name="atMs">Time, ms since 1970.</param>
    /// <param name="oftenPercent">How often something is tried at all.</param>
    public static MatchEntry? Next(MatchWork work, double atMs, int oftenPercent)
    {
        var chance = new Random((int)((work.Shown.Hash * 31) + (work.State.Hash * 17) + (uint)(long)atMs + (work.Corrections?.Made ?? 0)));
        return work.IsKnown && chance.Next(100) < oftenPercent ? Judge(work, Order(work, chance), atMs).Entry : null;
    }

    public static CorrectionVerdict Judge(MatchWork work, CorrectionOrder order, double atMs)
    {
        var by = new EditorDecision(CorrectionRule.NextId(work), "eve", "senior", "because", atMs);
        return CorrectionRule.Judge(work, order, by, seq: 1);
    }

    public static CorrectionOrder OrderOf(params CorrectionStep[] steps) => new(steps, LockRule.Agree);

    private static CorrectionOrder Order(MatchWork work, Random chance)
    {
        var all = work.Corrections?.All ?? [];
        if (all.Count > 0 && chance.Next(4) == 0) return OrderOf(new CorrectionStep { Undo = all[chance.Next(all.Count)].Id });
        var steps = Enumerable.Range(0, chance.Next(1, 4)).Select(_ => Step(work, chance)).ToList();
        return new CorrectionOrder(steps, Untils[chance.Next(Untils.Length)], IsForced: chance.Next(3) == 0);
    }

    private static CorrectionStep Step(MatchWork work, Random chance)
    {
        var locked = work.Corrections?.Locked ?? [];
        switch (chance.Next(8))
        {
            case 0 when locked.Count > 0: return new CorrectionStep { Unlock = locked[chance.Next(locked.Count)].Field.Name };
            case 1: return new CorrectionStep { Lock = MatchField.HeadNames[chance.Next(MatchField.HeadNames.Count)] };
            default: return new CorrectionStep { Content = Content(work, chance) };
        }
    }

    private static ScoreEvent Content(MatchWork work, Random chance)
    {
        var content = new ScoreEvent();
        var incidents = work.Shown.ToMessage().Incidents;
        var incident = incidents.Count > 0 ? incidents[chance.Next(incidents.Count)] : null;
        switch (chance.Next(9))
        {
            case 0:
                content.Status = new StatusUpdate { Status = (Status.Types.Value)chance.Next(1, 18), Winner = (Winner.Types.Value)chance.Next(3) };
                break;
            case 1:
                content.Phase = new PhaseUpdate { Phase = chance.Next(2) == 0 ? "2H" : "1H" };
                break;
            case 2:
                content.Clock = new ClockUpdate { Kind = ClockKind.Types.Value.Up, Running = chance.Next(2) == 0, ValueMs = (uint)chance.Next(100_000) };
                break;
            case 3 when incident is not null:
                content.Void = new VoidUpdate { Incident = incident.Id, Reason = "VAR_OFFSIDE" };
                break;
            case 4 when incident is not null:
                content.Incident = new IncidentUpdate { Id = incident.Id, Player = $"P{chance.Next(3)}" };
                if (incident.State == IncidentState.Types.Value.Voided) content.Incident.State = IncidentState.Types.Value.Confirmed;
                break;
            case 5:
                content.Incident = new IncidentUpdate { Type = chance.Next(2) == 0 ? "goal" : "card", Card = "yellow", Team = "home", Minute = 3 };
                break;
            case 6:
                content.Stat = new StatUpdate { Key = "shots", Home = chance.Next(4) };
                break;
            case 7:
                content.Score = Part(work.Shown.Head, chance);
                break;
            default:
                content.Score = new ScoreUpdate { Home = chance.Next(4) };
                if (chance.Next(2) == 0) content.Score.Periods.Add(new PeriodScore { Phase = "1H", Home = chance.Next(3) });
                break;
        }
        return content;
    }

    /// <summary>The part of its sport, a bit otherwise than it is.</summary>
    private static ScoreUpdate Part(MatchState head, Random chance)
    {
        var more = chance.Next(1, 3);
        var update = new ScoreUpdate();
        switch (head.Sport)
        {
            case "tennis":
                update.Tennis = new TennisUpdate { Sets = { new TennisSet { Home = 6, Away = more }, new TennisSet { Home = more, Away = more } } };
                break;
            case "badminton":
                update.Badminton = new BadmintonUpdate { Games = { new Pair { Home = 21, Away = more }, new Pair { Home = more, Away = 5 } } };
                break;
            case "cricket":
                update.Cricket = new CricketUpdate { Innings = { (IEnumerable<CricketInnings>?)head.Cricket?.Innings.Select(static one => one.Clone()) ?? [] } };
                if (update.Cricket.Innings.Count == 0) update.Cricket.Innings.Add(new CricketInnings { Side = "home" });
                update.Cricket.Innings[^1].Runs += more;
                break;
            case "baseball":
                update.Baseball = new BaseballUpdate { Innings = { new BaseballInning { Away = more, Home = 1 } }, Outs = 1 };
                break;
            case "basketball":
                update.Basketball = new BasketballUpdate { Fouls = new Pair { Home = more } };
                break;
            case "ice_hockey":
                update.IceHockey = new IceHockeyUpdate { Skaters = new Pair { Home = 5, Away = 4 }, PowerPlay = "home" };
                break;
            default:
                update.Football = new Football { Corners = new Pair { Home = more } };
                break;
        }
        return update;
    }
}
