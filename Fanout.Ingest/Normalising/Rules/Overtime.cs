using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Overtime of sports that play it only to break a tie.</summary>
internal static class Overtime
{
    /// <summary>
    /// Told when the first overtime appears among the periods though regulation, all of which is known, did not end level.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="periodCountDefault">Periods of regulation where the format does not say.</param>
    public static IEnumerable<Surprise> Implausible(Change change, int periodCountDefault)
    {
        if (change.Effect.Score?.Periods is null || change.After.Score?.Aggregate is not null) yield break;
        var sport = change.After.Sport;
        if (!HasExtra(sport, change.After.Score?.Periods) || HasExtra(sport, change.Before.Score?.Periods)) yield break;
        var regulation = change.After.Score!.Periods.Where(period => StageOf(sport, period) == PhaseStage.Regulation).ToList();
        var count = change.Format.PeriodCount > 0 ? (int)change.Format.PeriodCount : periodCountDefault;
        var sum = new Pair { Home = regulation.Sum(static period => period.Home), Away = regulation.Sum(static period => period.Away) };
        if (regulation.Count == count && sum.Home != sum.Away)
            yield return new Surprise("score.periods", $"{Surprise.Show(sum)} in regulation", "overtime begins");
    }

    private static bool HasExtra(string sport, IEnumerable<PeriodScore>? periods) =>
        periods?.Any(period => StageOf(sport, period) == PhaseStage.Extra) == true;

    private static PhaseStage StageOf(string sport, PeriodScore period) =>
        Phases.TryFind(sport, period.Phase, out var phase) ? phase.Stage : PhaseStage.None;
}
