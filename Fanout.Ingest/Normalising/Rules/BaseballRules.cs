using Fanout.Protocol.Messages;
using Google.Protobuf.Collections;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Baseball. Outs, balls and strikes beyond their number are impossible in any game, see <see cref="InputLimits"/>.</summary>
internal sealed class BaseballRules : ISportRules
{
    private const uint BallsOfWalk = 4;
    private const uint StrikesOfOut = 3;
    private const int HitsMax = 200; // the record of a side is 33
    private const int ErrorsMax = 100; // 12

    public string Sport => "baseball";

    public Refusal? Impossible(Change change)
    {
        if (change.Effect.Baseball is null || change.After.Baseball is not { } baseball) return null;
        if (baseball is { Balls: BallsOfWalk, Strikes: StrikesOfOut })
            return Refusal.Impossible("score.baseball.balls", $"{BallsOfWalk} balls and {StrikesOfOut} strikes: either ends it");
        return Bounds.Check("score.baseball.hits", baseball.Hits, HitsMax)
            ?? Bounds.Check("score.baseball.errors", baseball.Errors, ErrorsMax);
    }

    /// <summary>Runs that are taken back, halves out of their order, a game that goes on though it is decided.</summary>
    public IEnumerable<Surprise> Implausible(Change change)
    {
        var (before, after) = (change.Before.Baseball?.Innings, change.After.Baseball?.Innings);
        var falls = Falls.OfEach(
            "baseball.innings", before, after,
            static inning => new Pair { Home = inning.Home, Away = inning.Away }, _ => change.ExcusedScore);
        foreach (var fall in falls) yield return fall;
        if (change.Effect.Baseball is null || after is null) yield break;
        foreach (var index in change.Judged(before, after))
        {
            if (!after[index].HasAway && after[index].HasHome)
                yield return new Surprise($"baseball.innings[{index}]", "away did not bat", $"home has {after[index].Home}");
        }
        foreach (var index in change.Ended(before, after))
        {
            if (!(after[index].HasAway && after[index].HasHome))
                yield return new Surprise($"baseball.innings[{index}]", "not whole", $"inning {index + 2} begins");
        }
        if (GoesOnDecided(change, before, after) is { } decided) yield return decided;
    }

    private static Surprise? GoesOnDecided(
        Change change, RepeatedField<BaseballInning>? before, RepeatedField<BaseballInning> after)
    {
        var regulation = (int)change.Format.RegulationInnings;
        if (regulation == 0 || after.Count <= regulation || after.Count <= (before?.Count ?? 0)) return null;
        var runs = DerivedScore.RunsOf([.. after.Take(after.Count - 1)]);
        return runs.Home == runs.Away
            ? null
            : new Surprise("baseball.innings", $"{Surprise.Show(runs)} after {after.Count - 1}", $"inning {after.Count} begins");
    }
}
