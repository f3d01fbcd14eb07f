using Fanout.Ingest.Adapters.Csv;
using Fanout.Ingest.Adapters.Retelling;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.PointStrings;

/// <summary>Reads row by row; each is a match from beginning to end. A row that comes again in a later document gives what is news in it.</summary>
internal sealed class PointStringAdapter : IAdapter
{
    private readonly Retold _retold = new();

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            using var rows = CsvRows.TryOpen(file, report);
            if (rows is null) continue;
            if (!PointStringFormat.IsLike(rows.Columns))
            {
                report(new ReadProblem(ProblemKind.Unreadable, file.Name, "line 1", "does not name the columns pbp_id, server1, server2 and pbp"));
                continue;
            }

            while (rows.MoveNext())
            {
                if (Take(rows, seen) is not { } match) continue;
                foreach (var told in _retold.Tell(match.MatchId, match.Tell(rows.Report))) yield return told;
            }
        }
    }

    private static PointStringMatch? Take(CsvRows rows, HashSet<string> seen)
    {
        var match = new PointStringMatch(rows);
        var id = rows.Text("pbp_id");
        if (id.Length == 0 || !MatchId.IsValid(match.MatchId))
            rows.Report(ProblemKind.Unreadable, $"pbp_id \"{id}\" is none; the row is left out");
        else if (!match.HasScore)
            rows.Report(ProblemKind.Unreadable, $"match {id} has neither points nor a score; the row is left out");
        else if (!seen.Add(match.MatchId))
            rows.Report(ProblemKind.Contradiction, $"match {id} comes twice; the first was taken");
        else
            return match;
        return null;
    }
}
