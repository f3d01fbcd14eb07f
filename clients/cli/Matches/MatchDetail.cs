using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Protocol.Messages;

namespace Fanout.Cli.Matches;

/// <summary>The score within the score, as its sport writes it: sets and points, innings, who is on the power play. Home first, but for who bats.</summary>
internal static class MatchDetail
{
    /// <summary>One line; empty where the score says it all.</summary>
    public static string Of(MatchState match) => Plain.Text(match switch
    {
        { Tennis: { } tennis } => Of(tennis),
        { Badminton: { } badminton } => string.Join(' ', badminton.Games.Select(static game => Of(game))),
        { Cricket: { Innings.Count: > 0 } cricket } => string.Join(", ", cricket.Innings.Select(innings => Of(innings, match))),
        { Baseball: { } baseball } => Of(baseball),
        { IceHockey: { } iceHockey } => Of(iceHockey),
        _ => "",
    });

    private static string Of(Tennis tennis)
    {
        var sets = tennis.Sets.Select(static set => $"{set.Home}–{set.Away}");
        return string.Join(' ', tennis.Game is { } game ? sets.Append($"{game.Home}:{game.Away}") : sets);
    }

    private static string Of(Pair pair) => $"{pair.Home}–{pair.Away}";

    /// <summary><c>Reds 182/6 (18.4)</c>, with the target of who chases one: <c>to win 190</c>.</summary>
    private static string Of(CricketInnings innings, MatchState match)
    {
        var name = MatchWords.Side(match.Participants, innings.Side == "home" ? 0 : 1);
        var ballsPerOver = match.Format is { BallsPerOver: > 0 and var stated } ? stated : 6;
        var overs = string.Create(CultureInfo.InvariantCulture, $"{innings.Balls / ballsPerOver}.{innings.Balls % ballsPerOver}");
        var target = innings.Target is { } runs ? $" to win {runs.Runs}" : "";
        return $"{name} {MatchWords.Runs(innings)} ({overs}){(innings.SuperOver ? " super over" : "")}{target}";
    }

    /// <summary><c>2 out, 1–2, on base 1 3</c>: outs, balls and strikes, bases.</summary>
    private static string Of(Baseball baseball)
    {
        var bases = baseball.Bases ?? new Bases();
        var taken = new[] { (bases.First, "1"), (bases.Second, "2"), (bases.Third, "3") }.Where(static one => one.Item1).Select(static one => one.Item2).ToArray();
        var count = $"{baseball.Outs} out, {baseball.Balls}–{baseball.Strikes}";
        return taken.Length == 0 ? count : $"{count}, on base {string.Join(' ', taken)}";
    }

    private static string Of(IceHockey iceHockey)
    {
        var words = new List<string>();
        if (iceHockey.Skaters is { } skaters && skaters.Home + skaters.Away > 0 && (skaters.Home, skaters.Away) != (5, 5))
            words.Add($"{Of(skaters)} on the ice");
        if (iceHockey.PowerPlay.Length > 0) words.Add($"power play {iceHockey.PowerPlay}");
        if (iceHockey.HomeNetEmpty) words.Add("home net empty");
        if (iceHockey.AwayNetEmpty) words.Add("away net empty");
        return string.Join(", ", words);
    }
}
