using System.Globalization;
using Fanout.Ingest.Adapters.Tennis;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Outcome = Fanout.Protocol.Messages.Winner.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>Tells one match row by row; the last row that the survey counted says how it stands.</summary>
internal sealed class SlamTeller
{
    private readonly SlamMatch _match;
    private readonly Action<ReadProblem> _report;
    private readonly TennisTelling _telling;
    private readonly SlamCount _count;
    private readonly SlamServe _serve;
    private readonly List<(SlamRow Row, string File, string Place)> _unordered = [];
    private SlamRow? _last;
    private int _seen;
    private int _played;
    private int _repeated;

    public SlamTeller(SlamMatch match, Action<ReadProblem> report)
    {
        (_match, _report) = (match, report);
        var setting = match.ToSetting();
        _telling = new TennisTelling(setting);
        _count = new SlamCount(setting.Rules);
        _serve = new SlamServe(setting.Fixture);
    }

    public string MatchId => _match.Id;

    public bool IsComplete => _seen >= _match.RowCount;

    public IEnumerable<ScoreEvent> Begin() => _telling.Begin(_serve.WordOf(_match.FirstServer));

    public IEnumerable<ScoreEvent> Tell(SlamRow row, string file, string place)
    {
        _seen++;
        if (!_match.IsInOrder)
        {
            _unordered.Add((row, file, place));
            if (!IsComplete) return [];
            Report(ProblemKind.Contradiction, file, place, "points do not come in the order of their numbers; they were put into it");
            var inOrder = _unordered.OrderBy(static one => one.Row.Number ?? 0).ToList();
            _unordered.Clear();
            return inOrder.SelectMany(one => TellPoint(one.Row)).Concat(End(file, place));
        }

        return IsComplete ? TellPoint(row).Concat(End(file, place)) : TellPoint(row);
    }

    private IEnumerable<ScoreEvent> TellPoint(SlamRow row)
    {
        if (row == _last)
        {
            _repeated++;
            yield break;
        }

        var after = _count.Take(row);
        after = after with { Server = _serve.Next(row, after) };
        if (row.Winner == 0 && IsSame(after)) yield break; // 0X and 0Y
        _played++;
        var key = _last is { Number: { } number } && number == row.Number ? $"p{row.Number}-{_played}" : $"p{row.NumberText}";
        _last = row;
        var at = _match.Event.Start + (row.Elapsed ?? _played * TennisSetting.PointLength);
        var point = new TennisPoint(
            KeyOf(key), row.Number ?? _played, row.Winner == 0 ? null : row.HomeWon, row.HomeServed, row.Method)
        {
            ServerName = row.Games is null ? "" : _serve.NameOf(row.Server),
        };
        foreach (var told in _telling.Tell(point, after, at)) yield return told;
    }

    private IEnumerable<ScoreEvent> End(string file, string place)
    {
        if (_repeated > 0) Report(ProblemKind.Contradiction, file, place, $"{_repeated} points come twice; each was taken once");
        var listed = _match.Listing;
        var winner = _telling.Standing.Winner(_telling.Setting.Rules);
        if (winner is { } home)
        {
            if (listed?.Winner is { } other && other == 1 != home)
                Report(ProblemKind.Contradiction, file, place, $"player {other} is listed as the winner, but {_telling.Standing} is not theirs; the points were followed");
        }
        else if (listed?.Winner is { } stated)
        {
            var status = StatusOf(listed.Status, stated == 1);
            if (status.Status == MatchStatus.Ended)
                Report(ProblemKind.Contradiction, file, place, $"points stop at {_telling.Standing}, but player {stated} is listed as the winner; the list was followed");
            yield return _telling.End(status);
        }
        else
        {
            Report(ProblemKind.Assumption, file, place, $"points stop at {_telling.Standing} and nothing says who won; taken as still going on");
        }
    }

    private static StatusUpdate StatusOf(string word, bool home)
    {
        var winner = home ? Outcome.Home : Outcome.Away;
        if (word.StartsWith("ret", StringComparison.OrdinalIgnoreCase))
            return new StatusUpdate { Status = MatchStatus.Retired, Winner = winner, WinMethod = Way.Retirement };
        if (word.StartsWith("w", StringComparison.OrdinalIgnoreCase))
            return new StatusUpdate { Status = MatchStatus.Walkover, Winner = winner, WinMethod = Way.Walkover };
        if (word.StartsWith("def", StringComparison.OrdinalIgnoreCase))
            return new StatusUpdate { Status = MatchStatus.Ended, Winner = winner, WinMethod = Way.Default };
        return new StatusUpdate { Status = MatchStatus.Ended, Winner = winner };
    }

    private bool IsSame(TennisStanding after)
    {
        var now = _telling.Standing;
        return after.Sets.SequenceEqual(now.Sets) && after.Game.Equals(now.Game);
    }

    // Numbers of points are text; what an id cannot hold is left out of it.
    private static string KeyOf(string text) => string.Create(
        CultureInfo.InvariantCulture, $"{new string([.. text.Where(static c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(32)])}");

    private void Report(ProblemKind kind, string file, string place, string text) =>
        _report(new ReadProblem(kind, file, place, $"match {_match.Id}: {text}"));
}
