using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising.Rules;

/// <summary>What holds of every match that no editor forced, written down a second time and otherwise than the rules.</summary>
internal static class Invariants
{
    public static IEnumerable<string> Broken(MatchState match)
    {
        var format = match.Format ?? new Format();
        var all = OfScore(match).Concat(match.Sport switch
        {
            "tennis" => OfTennis(match, format),
            "badminton" => OfBadminton(match, format),
            "cricket" => OfCricket(match, format),
            "baseball" => OfBaseball(match),
            "ice_hockey" => OfIceHockey(match),
            _ => [],
        });
        return all.Where(static one => !one.Holds).Select(one => $"{match.Sport}: {one.Law}");
    }

    private static IEnumerable<(bool Holds, string Law)> OfScore(MatchState match)
    {
        yield return (match.Score is null || (match.Score.Home >= 0 && match.Score.Away >= 0), "a score is not negative");
        yield return (match.Phase.Length == 0 || Phases.TryFind(match.Sport, match.Phase, out _) || match.Phase == "XX", $"phase {match.Phase}");
        yield return (match.Status != Status.Types.Value.Unspecified, "a match that is known has a status");
        foreach (var period in match.Score?.Periods ?? [])
            yield return (Phases.TryFind(match.Sport, period.Phase, out _), $"period {period.Phase}");
    }

    private static IEnumerable<(bool Holds, string Law)> OfTennis(MatchState match, Format format)
    {
        var sets = match.Tennis?.Sets ?? [];
        yield return (format.BestOf == 0 || sets.Count <= format.BestOf, $"{sets.Count} sets of {format.BestOf}");
        for (var i = 0; i < sets.Count - 1 && format is { TieBreakAt: 6, BestOf: > 0 }; i++)
        {
            var score = $"{Math.Max(sets[i].Home, sets[i].Away)}-{Math.Min(sets[i].Home, sets[i].Away)}";
            yield return (score[0] <= '6' || score is "7-5" or "7-6", $"set {i} {score} of {format}");
        }
        var advantages = new[] { match.Tennis?.Game?.Home, match.Tennis?.Game?.Away };
        yield return (!advantages.Contains("AD") || advantages.Contains("40") || advantages.Contains(""), $"{match.Tennis?.Game}");
        var won = sets.Select(static set => Math.Max(set.Home, set.Away) >= 6 && Math.Abs(set.Home - set.Away) >= 2 ? set.Home - set.Away : 0);
        yield return (IsOpen([.. won], format), $"{match.Tennis} of {format}");
    }

    private static IEnumerable<(bool Holds, string Law)> OfBadminton(MatchState match, Format format)
    {
        var games = match.Badminton?.Games ?? [];
        yield return (format.BestOf == 0 || games.Count <= format.BestOf, $"{games.Count} games of {format.BestOf}");
        foreach (var game in games)
        {
            yield return (format.PointsCap == 0 || (game.Home <= format.PointsCap && game.Away <= format.PointsCap), $"{game} beyond the cap");
            var isDeuce = game.Home > format.Points || game.Away > format.Points;
            yield return (format.Points == 0 || !isDeuce || Math.Abs(game.Home - game.Away) <= 2, $"{game} played on");
        }
        var won = games.Select(game => Math.Max(game.Home, game.Away) >= Math.Max(21, format.Points) && Math.Abs(game.Home - game.Away) >= 2 ? game.Home - game.Away : 0);
        yield return (IsOpen([.. won], format), $"{match.Badminton} of {format}");
    }

    private static IEnumerable<(bool Holds, string Law)> OfCricket(MatchState match, Format format)
    {
        var innings = match.Cricket?.Innings ?? [];
        var isLimited = format is { Overs: > 0, Days: < 2 };
        yield return (innings.Count(static one => !one.SuperOver) <= (isLimited ? 2 : 4), $"{innings.Count} innings");
        foreach (var one in innings)
        {
            yield return (one.Side is "home" or "away", one.Side);
            yield return (one.Wickets <= (one.SuperOver ? 2 : 10), $"{one.Wickets} wickets");
            yield return (one.Target is null || one.Target.Runs > 0, "a target of nothing");
            yield return (!isLimited || one.SuperOver || one.Balls <= format.Overs * 7, $"{one.Balls} balls in {format.Overs} overs");
        }
    }

    private static IEnumerable<(bool Holds, string Law)> OfBaseball(MatchState match)
    {
        var game = match.Baseball ?? new Baseball();
        yield return (game is { Outs: <= 3, Balls: <= 4, Strikes: <= 3 }, $"{game}");
        yield return (game is not { Balls: 4, Strikes: 3 }, "a walk and a strikeout");
    }

    private static IEnumerable<(bool Holds, string Law)> OfIceHockey(MatchState match)
    {
        var skaters = match.IceHockey?.Skaters ?? new Pair();
        yield return (skaters.Home is 0 or (>= 3 and <= 6) && skaters.Away is 0 or (>= 3 and <= 6), $"{skaters}");
    }

    /// <summary>Whether nobody had won before the last part began.</summary>
    private static bool IsOpen(int[] leads, Format format) =>
        format.BestOf == 0
        || (leads.SkipLast(1).Count(static lead => lead > 0) <= format.BestOf / 2
            && leads.SkipLast(1).Count(static lead => lead < 0) <= format.BestOf / 2);
}
