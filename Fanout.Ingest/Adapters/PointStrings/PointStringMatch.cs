using System.Globalization;
using Fanout.Ingest.Adapters.Csv;
using Fanout.Ingest.Adapters.Tennis;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.PointStrings;

/// <summary>A row: a match from its first point to its result.</summary>
internal sealed class PointStringMatch
{
    private static readonly string[] DateForms = ["dd MMM yy", "d MMM yy", "dd MMM yyyy", "yyyy-MM-dd", "yyyyMMdd"];

    private readonly List<(int Place, char Letter)> _strange = [];
    private readonly List<PlayedPoint> _points;
    private readonly TennisSetting _setting;

    public PointStringMatch(CsvRows row)
    {
        Stated = StatedScore.TryRead(row.Text("score"), row.Whole("winner"));
        _points = PointString.Parse(row.Text("pbp"), _strange);
        Winner = row.Whole("winner") is { } winner and (1 or 2) ? winner : null;
        var matchId = $"{PointStringFormat.FormatName}:{row.Text("pbp_id")}";
        var date = DateOf(row.Text("date"));
        var rules = new TennisRules(Stated is { IsPlayedOut: true } played ? (2 * played.SetsWon) - 1 : 0);
        _setting = new TennisSetting(matchId, FixtureOf(row, matchId, date, rules), rules, date ?? DateTimeOffset.UnixEpoch);
    }

    public string MatchId => _setting.MatchId;

    /// <summary>1 or 2; <see langword="null"/> where the row does not say.</summary>
    public int? Winner { get; }

    /// <summary>The row's score; <see langword="null"/> where it cannot be read.</summary>
    public StatedScore? Stated { get; }

    public bool HasScore => _points.Count > 0 || Stated is not null;

    /// <summary>The whole match.</summary>
    /// <param name="report">Told of what in the row does not fit together.</param>
    public IEnumerable<ScoreEvent> Tell(Action<ProblemKind, string> report)
    {
        foreach (var (place, letter) in _strange)
            report(ProblemKind.Unreadable, $"'{letter}' at {place + 1} of pbp is no point; left out");
        var telling = new TennisTelling(_setting);
        foreach (var told in telling.Begin(Side.Home)) yield return told;
        var count = new PointStringCount(_setting.Rules);
        for (var i = 0; i < _points.Count; i++)
        {
            var point = _points[i];
            if (point.Set >= 5)
            {
                report(ProblemKind.Unreadable, $"pbp goes on after five sets; {_points.Count - i} points are left out");
                break;
            }

            var after = count.Take(point, i == _points.Count - 1);
            var at = _setting.Start + ((i + 1) * TennisSetting.PointLength);
            foreach (var told in telling.Tell(PointOf(point, i + 1), after, at)) yield return told;
        }

        if (End(telling, report) is { } end) yield return end;
    }

    private static TennisPoint PointOf(PlayedPoint point, int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"s{point.Set + 1}g{point.Game + 1}p{point.Index + 1}"),
        number,
        point.HomeWon,
        point.HomeServed,
        point.Letter switch { 'A' => "ace", 'D' => "double_fault", _ => "" });

    /// <summary>The result, where the points do not show it; and what it says otherwise than they do.</summary>
    private ScoreEvent? End(TennisTelling telling, Action<ProblemKind, string> report)
    {
        var standing = telling.Standing;
        var counted = standing.Winner(_setting.Rules);
        if (counted is { } home)
        {
            if (Winner is { } other && other == 1 != home)
                report(ProblemKind.Contradiction, $"the points {standing} are not a win of player {other}; they were followed");
            else if (Stated is { } stated && !stated.Agrees(standing))
                report(ProblemKind.Contradiction, $"score is {stated}, the points give {standing}; they were followed");
            return null;
        }

        if (Stated is not { } result)
        {
            report(ProblemKind.Assumption, $"the points stop at {standing} and no score is stated; taken as still going on");
            return null;
        }

        if (_points.Count > 0 && !(result.Agrees(standing) && !result.IsPlayedOut))
            report(ProblemKind.Contradiction, $"the points stop at {standing}, score is {result}; the score was followed");
        var isWholly = result.Agrees(standing) && _points.Count > 0;
        return telling.End(result.Status, isWholly || result.Sets.Count == 0 ? null : result.ToUpdate());
    }

    private static Fixture FixtureOf(CsvRows row, string matchId, DateTimeOffset? date, TennisRules rules)
    {
        var fixture = new Fixture
        {
            Sport = "tennis",
            Round = row.Text("draw"),
            Home = SideOf(row, matchId, 1),
            Away = SideOf(row, matchId, 2),
            Format = rules.ToFormat(),
        };
        if (row.Text("tny_name") is { Length: > 0 } tournament)
        {
            var tour = row.Text("tour");
            fixture.Competition = new Competition
            {
                Id = $"{PointStringFormat.FormatName}:{tournament}",
                Name = tour.Length > 0 && tournament.StartsWith(tour, StringComparison.Ordinal) ? tournament[tour.Length..] : tournament,
            };
        }

        if (date is not { } start) return fixture;
        fixture.Season = start.Year.ToString(CultureInfo.InvariantCulture);
        fixture.Start = start.ToTimestamp();
        fixture.StartPrecision = StartPrecision.Types.Value.Day;
        return fixture;
    }

    private static Participant SideOf(CsvRows row, string matchId, int number)
    {
        var name = row.Text($"server{number}");
        return new Participant { Id = $"{matchId}:{number}", Name = name.Length > 0 ? name : $"Player {number}" };
    }

    private static DateTimeOffset? DateOf(string text) =>
        DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
