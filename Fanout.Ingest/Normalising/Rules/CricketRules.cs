using Fanout.Protocol.Messages;
using Google.Protobuf.Collections;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Cricket. More than ten wickets are impossible in any innings, see <see cref="InputLimits"/>.</summary>
internal sealed class CricketRules : ISportRules
{
    /// <summary>Innings of a match whose overs are limited, super overs aside.</summary>
    public const int InningsLimited = 2;

    private const int InningsMax = 4;
    private const int SuperOverWicketsMax = 2;
    private const uint BallsPerOverDefault = 6;

    public string Sport => "cricket";

    /// <summary>Whether each side bats once.</summary>
    public static bool IsLimited(Format format) => format.Overs > 0 && format.Days <= 1;

    public Refusal? Impossible(Change change)
    {
        if (change.After.Cricket is not { } cricket || (change.Effect.Cricket is null && change.Effect.Format is null)) return null;
        var countMax = IsLimited(change.Format) ? InningsLimited : InningsMax;
        var count = cricket.Innings.Count(static one => !one.SuperOver);
        if (count > countMax && count > change.Had(change.Before.Cricket?.Innings.Where(static one => !one.SuperOver)))
            return Refusal.Impossible("score.cricket.innings", $"{count} without super overs exceed {countMax}");
        Refusal? refusal = null;
        foreach (var index in change.Judged(change.Before.Cricket?.Innings, cricket.Innings))
            refusal ??= CheckInnings($"score.cricket.innings[{index}]", cricket.Innings[index], change.Format);
        return refusal;
    }

    /// <summary>Runs and wickets that are taken back, a side that bats twice in a row, a first innings that chases, too many balls.</summary>
    public IEnumerable<Surprise> Implausible(Change change)
    {
        var (before, after) = (change.Before.Cricket?.Innings, change.After.Cricket?.Innings);
        var falls = Falls.OfEach(
            "cricket.innings", before, after,
            static innings => new Pair { Home = innings.Runs, Away = (int)innings.Wickets },
            innings => new Pair
            {
                Home = innings.Side == "home" ? change.ExcusedScore.Home : change.ExcusedScore.Away,
                Away = (int)change.Excused.Wickets,
            });
        foreach (var fall in falls) yield return fall;
        if (change.Effect.Cricket is null || after is null) yield break;
        foreach (var index in change.Judged(before, after))
        {
            if (IsOutOfTurn(after, index))
                yield return new Surprise($"cricket.innings[{index}].side", after[index - 1].Side, after[index].Side);
            if (index == 0 && after[0].Target is { } target)
                yield return new Surprise("cricket.innings[0].target", "nothing to chase", $"target {target.Runs}");
            var balls = BallsOf(after[index], change.Format);
            // Umpires miscount: an over of seven legal balls is an over.
            if (balls > 0 && after[index].Balls > balls)
                yield return new Surprise($"cricket.innings[{index}].balls", $"of {balls}", $"{after[index].Balls}");
        }
    }

    private static Refusal? CheckInnings(string path, CricketInnings innings, Format format)
    {
        if (innings.SuperOver && innings.Wickets > SuperOverWicketsMax)
            return Refusal.Impossible($"{path}.wickets", $"{innings.Wickets} exceeds {SuperOverWicketsMax} of a super over");
        if (innings.Target is { Runs: < 1 } target)
            return Refusal.Impossible($"{path}.target", $"{target.Runs} runs are no target");
        var balls = BallsOf(innings, format);
        var most = balls + (balls / BallsPerOver(format)); // one too many in every over
        return balls > 0 && innings.Balls > most
            ? Refusal.Impossible($"{path}.balls", $"{innings.Balls} in an innings of {balls}")
            : null;
    }

    /// <summary>Sides take turns, but for the third innings, where the side behind may have to follow on; super overs begin anew.</summary>
    private static bool IsOutOfTurn(RepeatedField<CricketInnings> innings, int index) =>
        index > 0 && index != 2 && !innings[index].SuperOver && innings[index].Side == innings[index - 1].Side;

    /// <summary>Legal balls of an innings; 0: not limited.</summary>
    private static uint BallsOf(CricketInnings innings, Format format)
    {
        if (innings.SuperOver) return BallsPerOver(format);
        return IsLimited(format) ? format.Overs * BallsPerOver(format) : 0;
    }

    private static uint BallsPerOver(Format format) => format.BallsPerOver > 0 ? format.BallsPerOver : BallsPerOverDefault;
}
