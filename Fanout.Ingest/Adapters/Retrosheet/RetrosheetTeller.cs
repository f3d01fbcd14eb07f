using System.Globalization;
using Fanout.Ingest.Adapters.Baseball;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>Tells one game in the order of its records: the setting, each half-inning, each play, who came in, what was said, the end.</summary>
internal sealed class RetrosheetTeller
{
    private readonly RetrosheetGame _game;
    private readonly Action<ReadProblem> _report;
    private readonly RetrosheetTimes _times;
    private readonly RetrosheetSetting _setting;
    private readonly RetrosheetLineups _lineups = new();
    private readonly BaseballScore _score = new();
    private readonly RetrosheetStats _stats = new();
    private readonly List<ScoreEvent> _told = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal); // of records told, by their type
    private readonly List<(string Player, int Base)> _placed = []; // runners with whom the next half-inning begins
    private HalfInning? _half;
    private IncidentUpdate? _words; // a comment that the next record may go on with
    private bool _isSuspended;

    public RetrosheetTeller(RetrosheetGame game, Action<ReadProblem> report)
    {
        _game = game;
        _report = report;
        _times = new RetrosheetTimes(game);
        _setting = new RetrosheetSetting(game, _times);
    }

    /// <summary>The whole game. Ids are names within it: <c>play-17</c> is its seventeenth play record.</summary>
    public List<ScoreEvent> Tell()
    {
        TellSetting();
        foreach (var record in _game.Records)
        {
            if (record.Type != "com") _words = null;
            switch (record.Type)
            {
                case "play":
                    TellPlay(record, CountOf("play"));
                    break;
                case "sub":
                    TellSubstitution(record, CountOf("sub"));
                    break;
                case "com":
                    TellComment(record, CountOf("com"));
                    break;
                case "radj":
                    TakePlaced(record);
                    break;
            }
        }

        TellEnd();
        return _told;
    }

    private void TellSetting()
    {
        if (!_times.IsKnown)
            Report(ProblemKind.Assumption, _game.Line, $"game {_game.Id} has no date; times count from 1970");
        foreach (var start in _game.Records.Where(static record => record.Type == "start"))
        {
            if (!_lineups.TryStart(start)) Report(ProblemKind.Unreadable, start.Line, $"no start of a player: {Shown(start)}");
        }

        Add("fixture").Fixture = _setting.ToFixture();
        foreach (var home in new[] { true, false })
        {
            if (_lineups.Lineup(home) is { } lineup) Add($"lineup-{Side.Of(home)}").Lineup = lineup;
        }
    }

    private void TellPlay(RetrosheetRecord record, int number)
    {
        if (number > 1) _times.Pass();
        if (TryHalf(record) is not { } half) return;
        var play = PlayCode.Read(record[5]);
        if (play.Wrong.Length > 0)
            Report(ProblemKind.Unreadable, record.Line, $"{play.Wrong} in the play \"{play.Text}\" is not understood; the rest of it was taken");
        if (_half is { } now && half.IsBefore(now))
        {
            TellLate(record, number, half, play);
            return;
        }

        if (_half != half) Begin(half, record);
        if (play.Kind == PlayKind.NoPlay) return;
        Place();
        TellPlay(record, number, half, play);
    }

    private void TellPlay(RetrosheetRecord record, int number, HalfInning half, PlayCode play)
    {
        var scorers = _score.Diamond.Apply(
            play, record[2], trouble => Report(ProblemKind.Contradiction, record.Line, $"{trouble} in \"{play.Text}\"; it was followed"));
        _score.AddRuns(half, scorers.Count);
        if (play.IsHit) _score.AddHit(half.HomeBats);
        _score.AddErrors(!half.HomeBats, play.Errors);
        if (play.EndsTurn) _score.Count(0, 0);
        else CountPitches(record);

        var told = Add($"play-{number}");
        told.Score = _score.ToUpdate();
        told.Stat = _stats.Count(play, half.HomeBats);
        if (_isSuspended) told.Status = new StatusUpdate { Status = MatchStatus.Live };
        _isSuspended = false;
        if (scorers.Count == 0) return;
        var player = _lineups.NameOf(play.EndsTurn ? record[2] : scorers[0]);
        told.Incident = Ordered(RunPlay.Incident($"play-{number}", play, half, player, scorers.Count), record);
    }

    /// <summary>A record of a half-inning that is over: its runs count, what it says of bases and outs is past.</summary>
    private void TellLate(RetrosheetRecord record, int number, HalfInning half, PlayCode play)
    {
        Report(ProblemKind.Contradiction, record.Line, $"\"{play.Text}\" of {half.Phase} stands in {_half!.Value.Phase}; only its runs were taken");
        if (play.Runs == 0) return;
        _score.AddRuns(half, play.Runs);
        var told = Add($"play-{number}");
        told.Score = _score.ToUpdate();
        told.Incident = Ordered(RunPlay.Incident($"play-{number}", play, half, _lineups.NameOf(record[2]), play.Runs), record);
    }

    private void Begin(HalfInning half, RetrosheetRecord record)
    {
        if (_half is { } before && _score.Diamond.Outs < Diamond.OutsMax)
            Report(ProblemKind.Contradiction, record.Line, $"{before.Phase} ends with {_score.Diamond.Outs} out; {half.Phase} was followed");
        var isFirst = _half is null;
        _half = half;
        _score.Begin(half);
        Place();
        var begin = Add($"{half.Phase}-start");
        begin.Phase = new PhaseUpdate { Phase = half.Phase };
        begin.Score = _score.ToUpdate();
        if (isFirst || _isSuspended) begin.Status = new StatusUpdate { Status = MatchStatus.Live };
        _isSuspended = false;
    }

    private HalfInning? TryHalf(RetrosheetRecord record)
    {
        var isRead = int.TryParse(record[0], NumberStyles.None, CultureInfo.InvariantCulture, out var inning)
            && inning is > 0 and <= HalfInning.InningMax && record[1] is "0" or "1" && record.Fields.Count >= 6;
        if (isRead) return new HalfInning(inning, Bottom: record[1] == "1" != _setting.HomeBatsFirst, HomeBats: record[1] == "1");
        Report(ProblemKind.Unreadable, record.Line, $"no play: {Shown(record)}");
        return null;
    }

    private void CountPitches(RetrosheetRecord record)
    {
        var count = record[3]; // ?? where nobody counted
        if (count.Length == 2 && count[0] is >= '0' and <= '4' && count[1] is >= '0' and <= '3') _score.Count(count[0] - '0', count[1] - '0');
    }

    private void TakePlaced(RetrosheetRecord record)
    {
        if (record[0].Length > 0 && record[1] is "1" or "2" or "3") _placed.Add((record[0], record[1][0] - '0'));
        else Report(ProblemKind.Unreadable, record.Line, $"no runner on a base: {Shown(record)}");
    }

    /// <summary>Puts the runners on base with whom the half-inning begins. Their record stands before its first play, or behind records that are none.</summary>
    private void Place()
    {
        foreach (var (player, place) in _placed) _score.Diamond.Place(player, place);
        _placed.Clear();
    }

    private void TellSubstitution(RetrosheetRecord record, int number)
    {
        if (_lineups.TrySubstitute(record) is not { } came)
        {
            Report(ProblemKind.Unreadable, record.Line, $"no substitution: {Shown(record)}");
            return;
        }

        if (came.Off is not null && came.Runs) _score.Diamond.Replace(came.Off, came.On);
        if (came.On == came.Off) return; // plays in another place of the field from now on
        var incident = Ordered(
            new IncidentUpdate { Id = $"sub-{number}", Type = "substitution", Team = Side.Of(came.Home), Player = _lineups.NameOf(came.On) }, record);
        if (came.Off is not null) incident.Player2 = _lineups.NameOf(came.Off);
        if (came.Role.Length > 0) incident.Text = came.Role;
        Add($"sub-{number}").Incident = incident;
    }

    private void TellComment(RetrosheetRecord record, int number)
    {
        var text = record[0];
        if (RetrosheetComment.ResumesOn(text) is { } day)
        {
            Add($"com-{number}").Status = new StatusUpdate { Status = MatchStatus.Suspended };
            _isSuspended = true;
            _times.ResumeOn(day);
        }
        else if (RetrosheetComment.Ejection(text) is { } sent)
        {
            var incident = Add($"com-{number}").Incident = Ordered(new IncidentUpdate { Id = $"com-{number}", Type = "other" }, record);
            incident.Player = _lineups.NameOf(sent.Person);
            incident.Text = sent.Reason.Length == 0 ? "Ejected" : $"Ejected: {sent.Reason}";
        }
        else if (_words is not null && !RetrosheetComment.Begins(text) && !RetrosheetComment.IsRoutine(text) && !RetrosheetComment.IsForKeepers(text))
        {
            _words.Text = $"{_words.Text} {text}";
            return;
        }
        else if (!RetrosheetComment.IsRoutine(text) && !RetrosheetComment.IsForKeepers(text))
        {
            var words = Ordered(new IncidentUpdate { Id = $"com-{number}", Type = "comment", Text = text.TrimStart('$') }, record);
            Add($"com-{number}").Incident = words;
            _words = RetrosheetComment.Begins(text) ? words : null;
            return;
        }

        _words = null;
    }

    private void TellEnd()
    {
        if (_half is not { } last) return;
        var ending = new RetrosheetEnding(_score, last, _setting.Innings);
        if (ending.Tell(_game.IsClosed && !_isSuspended) is not { } status)
        {
            if (!_isSuspended)
                Report(ProblemKind.Assumption, _game.Line, $"game {_game.Id}: the records stop in {last.Phase} and none says that it is over; taken as still going on");
            return;
        }

        _times.Pass();
        var end = Add("end");
        end.Status = status;
        end.Score = _score.ToUpdate();
    }

    private ScoreEvent Add(string name)
    {
        var told = new ScoreEvent { Id = name, At = _times.Now.ToTimestamp() };
        _told.Add(told);
        return told;
    }

    private IncidentUpdate Ordered(IncidentUpdate incident, RetrosheetRecord record)
    {
        incident.Order = record.Line - _game.Line;
        if (_half is { } half && !incident.HasPhase) incident.Phase = half.Phase;
        return incident;
    }

    private int CountOf(string type) => _counts[type] = _counts.GetValueOrDefault(type) + 1;

    private static string Shown(RetrosheetRecord record) => $"\"{record.Type},{string.Join(',', record.Fields.Take(8))}\"";

    private void Report(ProblemKind kind, int line, string text) => _report(_game.Problem(kind, line, text));
}
