using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Badminton.</summary>
internal sealed class BadmintonRules : ISportRules
{
    public string Sport => "badminton";

    public Refusal? Impossible(Change change)
    {
        if (change.After.Badminton is not { } badminton || (change.Effect.Badminton is null && change.Effect.Format is null)) return null;
        var games = badminton.Games;
        Refusal? refusal = null;
        if (change.HasMoved(change.Before.Badminton?.Games, games))
        {
            refusal = SetCount.Check("score.badminton.games", change.Format.BestOf, games.Count,
                index => IsEnd(games[index], change.Format) ? games[index].Home - games[index].Away : 0);
        }
        foreach (var index in change.Judged(change.Before.Badminton?.Games, games))
            refusal ??= CheckGame($"score.badminton.games[{index}]", games[index], change.Format);
        return refusal;
    }

    /// <summary>Points that are taken back, points that nobody saw, a game that stops before its end.</summary>
    public IEnumerable<Surprise> Implausible(Change change)
    {
        var (before, after) = (change.Before.Badminton, change.After.Badminton);
        foreach (var fall in Falls.OfEach("badminton.games", before?.Games, after?.Games, static game => game, _ => change.ExcusedScore))
            yield return fall;
        if (before is not { Games.Count: > 0 } || after is null) yield break;
        for (var i = 0; i < after.Games.Count; i++)
        {
            var was = i < before.Games.Count ? before.Games[i] : new Pair();
            var now = after.Games[i];
            if (now.Home - was.Home + now.Away - was.Away > 1)
                yield return new Surprise($"badminton.games[{i}]", Surprise.Show(was), Surprise.Show(now));
        }
        if (change.Effect.Badminton is null) yield break;
        foreach (var index in change.Ended(before.Games, after.Games))
        {
            if (!IsEnd(after.Games[index], change.Format))
                yield return new Surprise($"badminton.games[{index}]", $"stops at {Surprise.Show(after.Games[index])}", $"game {index + 2} begins");
        }
    }

    private static Refusal? CheckGame(string path, Pair game, Format format)
    {
        var (most, lead) = (Math.Max(game.Home, game.Away), Math.Abs(game.Home - game.Away));
        var (points, cap) = (format.Points, format.PointsCap);
        if (cap > 0 && most > cap)
            return Refusal.Impossible(path, $"{game.Home}:{game.Away} in a game to {cap} at most");
        if (points > 0 && most > points && lead > 2)
            return Refusal.Impossible(path, $"{game.Home}:{game.Away} in a game that ends two ahead from {points} on");
        return null;
    }

    /// <summary>Whether a game that another follows is won, as far as the format says.</summary>
    private static bool IsEnd(Pair game, Format format)
    {
        var (most, lead) = (Math.Max(game.Home, game.Away), Math.Abs(game.Home - game.Away));
        if (format.Points == 0) return lead > 0;
        return most >= format.Points && (lead >= 2 || (lead == 1 && most == format.PointsCap));
    }
}
