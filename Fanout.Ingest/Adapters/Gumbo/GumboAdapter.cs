using System.Globalization;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>
/// Reads what arrived together in order of time: of each game its documents and its steps, whatever the order of the files. Documents say which
/// game they are of; steps do not, and belong to the game of their file's name, else to the one whose document stands where they begin.
/// </summary>
internal sealed class GumboAdapter : IAdapter
{
    private readonly Dictionary<int, GumboGame> _games = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal); // gamePk by what recorded sets call their game

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        var sources = new List<Source>();
        foreach (var file in files) Survey(new GumboFile(file), sources);

        // Documents first: they name the games. Games keep the order in which the files first name them.
        foreach (var source in sources.Where(static source => source.GamePk is not null)) Open(source);
        foreach (var source in sources) source.GamePk ??= GameOf(source, sources);
        foreach (var game in sources.GroupBy(static source => source.GamePk))
        {
            foreach (var source in game.OrderBy(static source => source.Time, StringComparer.Ordinal).ThenBy(static source => source.IsSteps))
            {
                foreach (var told in Read(source, report)) yield return told;
            }
        }
    }

    /// <summary>Looks at the first message of a file: what it is, and of when. What cannot be read is reported when the file is read.</summary>
    private static void Survey(GumboFile file, List<Source> sources)
    {
        var first = file.Read(static _ => { }).FirstOrDefault();
        sources.Add(new Source(file, IsSteps: first?.Document is null, Time: first is null ? "" : first.Document is null ? first.From : first.To)
        {
            GamePk = first?.Document.Whole("gamePk") ?? first?.Document.Whole("gameData", "game", "pk"),
        });
    }

    private void Open(Source source)
    {
        var pk = source.GamePk!.Value;
        var name = source.File.GameName;
        if (name.Length > 0 && !_names.TryAdd(name, pk) && _names[name] != pk) name = ""; // it is another game's, whose match it names
        if (_games.ContainsKey(pk)) return;
        var number = string.Create(CultureInfo.InvariantCulture, $"{GumboFormat.FormatName}:{pk}");
        var named = $"{GumboFormat.FormatName}:{name}";
        _games.Add(pk, new GumboGame(name.Length > 0 && MatchId.IsValid(named) ? named : number));
    }

    private int? GameOf(Source steps, List<Source> sources)
    {
        if (_names.TryGetValue(steps.File.GameName, out var named)) return named;
        var fitting = sources.Where(source => source is { GamePk: not null, IsSteps: false } && source.Time == steps.Time).Select(static source => source.GamePk)
            .Concat(_games.Where(game => game.Value.Time == steps.Time && steps.Time.Length > 0).Select(static game => (int?)game.Key))
            .Distinct().ToList();
        if (fitting.Count == 1) return fitting[0];
        return _games.Count == 1 ? _games.Keys.First() : null;
    }

    private IEnumerable<ScoreEvent> Read(Source source, Action<ReadProblem> report)
    {
        var isStray = false;
        foreach (var message in source.File.Read(report))
        {
            // A file may hold documents of several games.
            var pk = message.Document.Whole("gamePk") ?? message.Document.Whole("gameData", "game", "pk") ?? source.GamePk;
            if (pk is { } known && !_games.ContainsKey(known)) Open(source with { GamePk = known });
            if (pk is { } game)
            {
                foreach (var told in _games[game].Take(message, source.File.Name, report)) yield return told;
            }
            else if (!isStray)
            {
                isStray = true;
                report(new ReadProblem(
                    ProblemKind.Unreadable, source.File.Name, message.Place, "belongs to no game whose document is known, by its file's name or by its time; left out"));
            }
        }
    }

    /// <param name="Time">Of its first message, or where its first step begins; empty: not stated.</param>
    private sealed record Source(GumboFile File, bool IsSteps, string Time)
    {
        public int? GamePk { get; set; }
    }
}
