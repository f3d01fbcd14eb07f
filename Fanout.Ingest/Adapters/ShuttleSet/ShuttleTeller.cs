using System.Globalization;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.ShuttleSet;

/// <summary>Tells one match: each game from its first serve, each rally with the score after it, the end where the score decides it.</summary>
internal sealed class ShuttleTeller(ShuttleMatch match, Action<ReadProblem> report)
{
    private const int BestOf = 3;
    private const int GamesToWin = 2;

    // Laws of Badminton, 7: to 21, two ahead, at 29 all the next point; 16.2: two minutes between games.
    private const int Points = 21;
    private const int PointsCap = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    private readonly List<ScoreEvent> _told = [];
    private readonly List<Pair> _games = [];
    private readonly Pair _won = new();
    private DateTimeOffset _gameStart = match.Day;
    private DateTimeOffset _at = match.Day;
    private string _server = "";

    /// <summary>The match from its beginning; ids are names within it, such as <c>rally-2-7</c>.</summary>
    public List<ScoreEvent> Tell()
    {
        Add("fixture").Fixture = ToFixture();
        var games = match.Games.ToList();
        for (var i = 0; i < games.Count; i++) TellGame(games[i], isLast: i == games.Count - 1);
        TellEnd(games);
        return _told;
    }

    private Fixture ToFixture()
    {
        var fixture = new Fixture
        {
            Sport = "badminton",
            Home = Player(match.NameOfA),
            Away = Player(match.NameOfB),
            Format = new Format { BestOf = BestOf, Points = Points, PointsCap = PointsCap },
        };
        if (match.Listing is not { } listing) return fixture;
        fixture.Round = listing.Round;
        if (listing.Tournament.Length > 0)
            fixture.Competition = new Competition { Id = $"{ShuttleFormat.FormatName}:{listing.Tournament}", Name = listing.Tournament };
        if (listing.Day is not { } day) return fixture;
        fixture.Start = day.ToTimestamp();
        fixture.StartPrecision = StartPrecision.Types.Value.Day;
        fixture.Season = day.Year.ToString(CultureInfo.InvariantCulture);
        return fixture;
    }

    private void TellGame(ShuttleGame game, bool isLast)
    {
        while (_games.Count < game.Number - 1)
        {
            report(new ReadProblem(ProblemKind.Unreadable, game.File, "", $"match {match.Id}: game {_games.Count + 1} is missing before game {game.Number}; shown as 0:0"));
            _games.Add(new Pair());
        }

        _gameStart = _at;
        _games.Add(new Pair());
        if (game.Rallies[0].Server is { Length: > 0 } first) _server = SideOf(first);
        var begin = Add($"S{game.Number}-start");
        begin.Status = new StatusUpdate { Status = MatchStatus.Live };
        begin.Phase = new PhaseUpdate { Phase = $"S{game.Number}" };
        begin.Score = Score();
        foreach (var rally in game.Rallies) TellRally(game, rally);

        var last = _games[^1];
        if (!IsWon(last))
        {
            if (isLast) return;
            var text = $"match {match.Id}: game {game.Number} stops at {last.Home}:{last.Away} and another follows; the side that leads was taken to have won it";
            report(game.Problem(ProblemKind.Contradiction, game.Rallies[^1], text));
        }

        TellGameEnd(game, last);
    }

    private void TellRally(ShuttleGame game, ShuttleRally rally)
    {
        var score = _games[^1];
        var (home, away) = (rally.A - score.Home, rally.B - score.Away);
        if (game.FirstSecond is { } first && rally.Second is { } second && _gameStart.AddSeconds(second - first) is var time && time > _at) _at = time;
        if (home == 0 && away == 0)
        {
            // A let, or the rally that ended a game is told again.
            if (rally.Mark.Length > 0) Contradict(game, rally, $"is marked as won by {rally.Mark} and leaves the score at {rally.A}:{rally.B}");
            return;
        }

        var isPoint = (home, away) is (1, 0) or (0, 1);
        if (!isPoint) Contradict(game, rally, $"leads from {score.Home}:{score.Away} to {rally.A}:{rally.B}");
        var winner = home > away ? "A" : "B";
        if (isPoint && rally.Mark.Length > 0 && rally.Mark != winner)
            Contradict(game, rally, $"is marked as won by {rally.Mark} and leads from {score.Home}:{score.Away} to {rally.A}:{rally.B}");

        _games[^1] = new Pair { Home = rally.A, Away = rally.B };
        if (isPoint) _server = SideOf(winner);
        var told = Add($"rally-{game.Number}-{rally.Number}");
        told.Score = Score();
        if (isPoint) told.Incident = Point(game, rally, SideOf(winner));
    }

    private IncidentUpdate Point(ShuttleGame game, ShuttleRally rally, string side)
    {
        var point = Incident($"rally-{game.Number}-{rally.Number}", "point", game, side);
        point.Player = Side.IsHome(side) ? match.NameOfA : match.NameOfB;
        if (ShuttleWords.IsWinner(rally.Reason)) point.Method = "winner";
        var strokes = rally.Strokes == 1 ? "1 stroke" : $"{rally.Strokes} strokes";
        point.Text = ShuttleWords.Text(rally.Reason) is { } how ? $"{how}, {strokes}" : strokes;
        return point;
    }

    private void TellGameEnd(ShuttleGame game, Pair last)
    {
        var side = Side.Of(last.Home > last.Away);
        if (Side.IsHome(side)) _won.Home++;
        else if (last.Home < last.Away) _won.Away++;
        var end = Add($"S{game.Number}-end");
        end.Score = Score();
        end.Incident = Incident($"S{game.Number}-end", "period_end", game, side);
        end.Incident.Text = $"{last.Home}–{last.Away}";
        if (Math.Max(_won.Home, _won.Away) >= GamesToWin) return;
        end.Status = new StatusUpdate { Status = MatchStatus.Break };
        _at += Pause;
    }

    private void TellEnd(List<ShuttleGame> games)
    {
        var last = games[^1];
        if (Math.Max(_won.Home, _won.Away) < GamesToWin)
        {
            var winner = match.Listing is { } listed ? $" although the list names {listed.Winner} as the winner" : "";
            report(last.Problem(
                ProblemKind.Assumption, last.Rallies[^1], $"match {match.Id}: the rallies stop before either side has won{winner}; taken as still going on"));
            return;
        }

        var end = Add("end");
        end.Status = new StatusUpdate
        {
            Status = MatchStatus.Ended,
            Winner = _won.Home > _won.Away ? Winner.Types.Value.Home : Winner.Types.Value.Away,
            WinMethod = WinMethod.Types.Value.Regulation,
        };
        if (match.Listing is not { } listing) return;
        var differences = new List<string>();
        if (_won.Home < _won.Away) differences.Add($"{listing.Winner} as the winner");
        if (listing.GameCount > 0 && listing.GameCount != _games.Count) differences.Add($"{listing.GameCount} games");
        if (differences.Count > 0)
        {
            report(last.Problem(
                ProblemKind.Contradiction, last.Rallies[^1],
                $"match {match.Id}: the list has {string.Join(" and ", differences)}, the rallies end at {_won.Home}:{_won.Away} games; the rallies were followed"));
        }
    }

    private ScoreUpdate Score() => new()
    {
        Home = _won.Home,
        Away = _won.Away,
        Basis = ScoreBasis.Types.Value.Games,
        Badminton = new BadmintonUpdate { Games = { _games.Select(static game => game.Clone()) }, Server = _server },
    };

    private IncidentUpdate Incident(string id, string type, ShuttleGame game, string side) =>
        new() { Id = id, Type = type, Team = side, Phase = $"S{game.Number}", Order = _told.Count };

    private ScoreEvent Add(string name)
    {
        var told = new ScoreEvent { Id = name, At = _at.ToTimestamp() };
        _told.Add(told);
        return told;
    }

    private void Contradict(ShuttleGame game, ShuttleRally rally, string what) =>
        report(game.Problem(ProblemKind.Contradiction, rally, $"rally {rally.Number} {what}; the running score was followed"));

    private static bool IsWon(Pair game)
    {
        var most = Math.Max(game.Home, game.Away);
        return most >= PointsCap || (most >= Points && Math.Abs(game.Home - game.Away) >= 2);
    }

    private static string SideOf(string player) => Side.Of(player == "A");

    private static Participant Player(string name) => new() { Id = $"{ShuttleFormat.FormatName}:{name}", Name = name };
}
