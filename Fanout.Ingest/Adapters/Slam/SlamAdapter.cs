using Fanout.Ingest.Adapters.Csv;
using Fanout.Ingest.Adapters.Retelling;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>
/// Reads the files twice: first for names and outlines (<see cref="SlamSurvey"/>), then row by row. Files that come again, longer or
/// corrected, give what is news in them. A match that is only listed gives nothing.
/// </summary>
internal sealed class SlamAdapter : IAdapter
{
    private readonly Retold _retold = new();

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        var survey = new SlamSurvey(report);
        foreach (var file in files) survey.Take(file);

        var tellers = new Dictionary<string, (SlamTeller Teller, List<ScoreEvent>? Whole)>(StringComparer.Ordinal);
        foreach (var match in survey.Matches.Where(static match => match.RowCount > 0))
        {
            var teller = new SlamTeller(match, report);
            var isKnown = _retold.Knows(match.Id);
            tellers.Add(match.Id, (teller, isKnown ? [.. teller.Begin()] : null));
            if (isKnown) continue;
            foreach (var told in teller.Begin()) yield return _retold.TellFirst(match.Id, told);
        }

        foreach (var file in files)
        {
            foreach (var told in ReadPoints(file, tellers)) yield return told;
        }
    }

    private IEnumerable<ScoreEvent> ReadPoints(FeedFile file, Dictionary<string, (SlamTeller Teller, List<ScoreEvent>? Whole)> tellers)
    {
        // What cannot be opened or read was reported by the survey.
        using var rows = CsvRows.TryOpen(file, static _ => { });
        if (rows is null || !SlamFormat.IsPoints(rows.Columns)) yield break;
        while (rows.MoveNext())
        {
            if (!tellers.TryGetValue($"{SlamFormat.FormatName}:{rows.Text("match_id")}", out var match)) continue;
            if (SlamRow.TryRead(rows, out _) is not { } row || match.Teller.IsComplete) continue; // the file grew since the survey
            var events = match.Teller.Tell(row, file.Name, rows.Place);
            if (match.Whole is null)
            {
                foreach (var told in events) yield return _retold.TellFirst(match.Teller.MatchId, told);
                continue;
            }

            match.Whole.AddRange(events);
            if (!match.Teller.IsComplete) continue;
            foreach (var told in _retold.Tell(match.Teller.MatchId, match.Whole)) yield return told;
        }
    }
}
