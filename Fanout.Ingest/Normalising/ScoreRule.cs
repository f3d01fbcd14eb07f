using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// The score, and what only one sport has of it. A member that the event does not state stays as it is.
/// </summary>
internal static class ScoreRule
{
    public static Refusal? Apply(Proposal proposal, ScoreUpdate update)
    {
        if (Foreign(proposal.Sport, update) is { } foreign) return foreign;
        if (RepeatedPeriod(update) is { } repeated) return repeated;

        if ((update.HasHome || update.HasAway) && proposal.Takes(ScoreFields.Score, $"{update.Home}:{update.Away}"))
        {
            if (update.HasHome) proposal.Score.Home = update.Home;
            if (update.HasAway) proposal.Score.Away = update.Away;
            BaseOn(proposal);
        }
        if (update.Periods.Count > 0 && proposal.Takes(ScoreFields.Periods, update.Periods))
        {
            proposal.Score.Periods = new PeriodTail { Items = { update.Periods } };
            foreach (var period in update.Periods)
                UnknownWords.MarkPhase(proposal, ScoreFields.Periods, period.Phase);
        }
        if (update.AfterRegulation is not null && proposal.Takes("score.afterRegulation", update.AfterRegulation))
            proposal.Score.AfterRegulation = update.AfterRegulation;
        if (update.Aggregate is not null && proposal.Takes("score.aggregate", update.Aggregate))
            proposal.Score.Aggregate = update.Aggregate;
        if (update.Tie is not null && proposal.Takes("score.tie", update.Tie)) proposal.Score.Tie = update.Tie;
        if (update.HasBasis && proposal.Takes("score.basis", update.Basis)) proposal.Score.Basis = update.Basis;
        if (update.Shootout is not null) Shoot(proposal, update.Shootout);
        return SportParts.Apply(proposal, update);
    }

    /// <summary>What one unit of the score is follows from the sport, unless a feed states it.</summary>
    public static void BaseOn(Proposal proposal)
    {
        if (!proposal.IsStated("score.basis") && Sports.TryFind(proposal.Sport, out var sport))
            proposal.Score.Basis = sport.Basis;
    }

    private static void Shoot(Proposal proposal, ShootoutUpdate update)
    {
        var change = new ShootoutChange();
        var isKicksOnly = update.Kicks.Count > 0 && !update.HasHome && !update.HasAway;
        var isTaken = !isKicksOnly && proposal.Takes(ScoreFields.Shootout, $"{update.Home}:{update.Away}");
        if (isTaken && update.HasHome) change.Home = update.Home;
        if (isTaken && update.HasAway) change.Away = update.Away;
        if (update.Kicks.Count > 0 && proposal.Takes("score.shootout.kicks", update.Kicks))
            change.Kicks = new KickTail { Items = { update.Kicks } };
        // Without a number or a kick it begins all the same.
        if (isTaken || change.Kicks is not null) proposal.Score.Shootout = change;
    }

    private static Refusal? Foreign(string sport, ScoreUpdate update)
    {
        if (!Sports.TryFind(sport, out var known)) return null;
        var parts = new (string Name, object? Part)[]
        {
            ("tennis", update.Tennis),
            ("badminton", update.Badminton),
            ("cricket", update.Cricket),
            ("baseball", update.Baseball),
            ("basketball", update.Basketball),
            ("iceHockey", update.IceHockey),
            ("football", update.Football),
        };
        foreach (var (name, part) in parts)
        {
            if (part is not null && name != known.Part)
                return Refusal.Impossible($"score.{name}", $"the match is of {sport}");
        }
        return null;
    }

    private static Refusal? RepeatedPeriod(ScoreUpdate update)
    {
        var repeated =
            update.Periods.GroupBy(static period => period.Phase).FirstOrDefault(static same => same.Count() > 1);
        return repeated is null
            ? null
            : Refusal.Impossible("score.periods", $"{repeated.Key} stands there {repeated.Count()} times");
    }
}
