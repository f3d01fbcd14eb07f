using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Football.</summary>
internal sealed class FootballRules : ISportRules
{
    private const int SquadMax = 26; // of a final tournament; staff are shown cards as well
    private const int RedsMax = 2 * SquadMax;
    private const int YellowsMax = 4 * SquadMax;

    public string Sport => "football";

    public Refusal? Impossible(Change change)
    {
        if (change.Effect.Football is null) return null;
        var football = change.After.Football;
        return Bounds.Check("score.football.redCards", football?.RedCards, RedsMax)
            ?? Bounds.Check("score.football.yellowCards", football?.YellowCards, YellowsMax);
    }

    public IEnumerable<Surprise> Implausible(Change change)
    {
        if (change.After.Score is not { } score || change.Effect.Score is null) yield break;
        if (score.AfterRegulation is { } regulation && (regulation.Home > score.Home || regulation.Away > score.Away))
        {
            yield return new Surprise(
                "score.afterRegulation", $"score {score.Home}:{score.Away}", $"after regulation {Surprise.Show(regulation)}");
        }
        if (change.Effect.Score.Shootout is null || score.Shootout is not { Kicks.Count: > 0 } shootout) yield break;
        foreach (var surprise in OfKicks(change, shootout)) yield return surprise;
    }

    private static IEnumerable<Surprise> OfKicks(Change change, Shootout shootout)
    {
        var (taken, scored) = (new Pair(), new Pair());
        foreach (var kick in shootout.Kicks)
        {
            var isHome = kick.Side == "home";
            taken.Home += isHome ? 1 : 0;
            taken.Away += isHome ? 0 : 1;
            if (!kick.Scored) continue;
            scored.Home += isHome ? 1 : 0;
            scored.Away += isHome ? 0 : 1;
        }
        // The sides take turns: nobody is two kicks ahead.
        if (Math.Abs(taken.Home - taken.Away) > 1)
            yield return new Surprise("score.shootout.kicks", $"of {shootout.Kicks.Count}", $"taken {Surprise.Show(taken)}");
        // A feed that states the kicks alone, or states them later, has no number to compare with.
        if (shootout.Home + shootout.Away == 0 || (scored.Home == shootout.Home && scored.Away == shootout.Away)) yield break;
        var before = change.Before.Score?.Shootout;
        if (before is not null && before.Kicks.Count != shootout.Kicks.Count && before.Home == shootout.Home && before.Away == shootout.Away) yield break;
        yield return new Surprise(
            "score.shootout", $"kicks {Surprise.Show(scored)}", $"shoot-out {shootout.Home}:{shootout.Away}");
    }
}
