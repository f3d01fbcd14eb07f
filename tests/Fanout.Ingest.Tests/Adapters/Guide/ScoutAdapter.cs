using System.Globalization;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Adapters.Csv;
using Fanout.Ingest.Adapters.Retelling;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.Guide;

/// <summary>Tells each match of a file from its beginning; what is new in that comes out.</summary>
internal sealed class ScoutAdapter : IAdapter
{
    private readonly Dictionary<string, MatchMemory> _memories = new(StringComparer.Ordinal);

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        foreach (var file in files)
        {
            using var rows = CsvRows.TryOpen(file, report);
            if (rows is null) continue;
            foreach (var (match, told) in Tell(rows))
            {
                if (!_memories.TryGetValue(match, out var memory)) _memories.Add(match, memory = new MatchMemory(match));
                foreach (var news in memory.Tell(told)) yield return news;
            }
        }
    }

    private static Dictionary<string, List<ScoreEvent>> Tell(CsvRows rows)
    {
        var matches = new Dictionary<string, List<ScoreEvent>>(StringComparer.Ordinal);
        while (rows.MoveNext())
        {
            var (game, side) = (rows.Text("game"), rows.Text("side"));
            if (game.Length == 0 || side is not (Side.Home or Side.Away) || rows.Whole("minute") is not { } minute || KickOff(rows) is not { } kickOff)
            {
                rows.Report(ProblemKind.Unreadable, $"no goal of \"{side}\" in minute \"{rows.Text("minute")}\" of game \"{game}\"; the row is left out");
                continue;
            }

            var match = $"{ScoutFormat.FormatName}:{game}";
            if (!matches.TryGetValue(match, out var told)) matches.Add(match, told = [Begin(rows, kickOff)]);
            told.Add(Goal(rows, told, side, minute, kickOff));
        }

        return matches;
    }

    private static DateTimeOffset? KickOff(CsvRows rows) =>
        DateTimeOffset.TryParse(rows.Text("kickoff"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var kickOff) ? kickOff : null;

    private static ScoreEvent Begin(CsvRows rows, DateTimeOffset kickOff) => new()
    {
        Id = "begin",
        At = kickOff.ToTimestamp(),
        Fixture = new Fixture
        {
            Sport = "football",
            Home = new Participant { Id = "scout:home", Name = rows.Text("home") },
            Away = new Participant { Id = "scout:away", Name = rows.Text("away") },
            Start = kickOff.ToTimestamp(),
        },
        Status = new StatusUpdate { Status = MatchStatus.Live },
        Score = new ScoreUpdate { Home = 0, Away = 0 },
    };

    private static ScoreEvent Goal(CsvRows rows, List<ScoreEvent> told, string side, int minute, DateTimeOffset kickOff)
    {
        var (number, before) = (told.Count, told[^1].Score);
        return new ScoreEvent
        {
            Id = $"goal-{number}",
            At = kickOff.AddMinutes(minute).ToTimestamp(),
            Score = new ScoreUpdate
            {
                Home = before.Home + (Side.IsHome(side) ? 1 : 0),
                Away = before.Away + (Side.IsHome(side) ? 0 : 1),
            },
            Incident = new IncidentUpdate
            {
                Id = $"goal-{number}",
                Type = "goal",
                Team = side,
                Player = rows.Text("scorer"),
                Minute = (uint)Math.Max(minute, 0),
            },
        };
    }
}
