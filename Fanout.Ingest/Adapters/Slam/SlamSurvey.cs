using Fanout.Ingest.Adapters.Csv;
using Fanout.Protocol.Matches;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>
/// The first of two passes over the files: gathers the lists of matches and an outline of every match that has rows. What it keeps grows with
/// the number of matches, never with that of rows.
/// </summary>
internal sealed class SlamSurvey(Action<ReadProblem> report)
{
    private readonly OrderedDictionary<string, SlamMatch> _matches = new(StringComparer.Ordinal);

    /// <summary>In order of first mention.</summary>
    public IEnumerable<SlamMatch> Matches => _matches.Values;

    public SlamMatch? Find(string id) => _matches.GetValueOrDefault(id);

    /// <summary>Looks over one file and reports what in it cannot be read.</summary>
    public void Take(FeedFile file)
    {
        using var rows = CsvRows.TryOpen(file, report);
        if (rows is null) return;
        var isPoints = SlamFormat.IsPoints(rows.Columns);
        if (!isPoints && !SlamFormat.IsMatches(rows.Columns))
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, "line 1", "names neither the columns of points nor those of matches"));
            return;
        }

        while (rows.MoveNext())
        {
            var id = rows.Text("match_id");
            if (!MatchId.IsValid($"{SlamFormat.FormatName}:{id}") || id.Length == 0)
                rows.Report(ProblemKind.Unreadable, $"match_id \"{id}\" is none; the row is left out");
            else if (isPoints)
                TakePoint(rows, id);
            else
                TakeListing(rows, id);
        }
    }

    private void TakePoint(CsvRows rows, string id)
    {
        if (SlamRow.TryRead(rows, out var wrong) is { } row) Match(id).Observe(row);
        else rows.Report(ProblemKind.Unreadable, $"{id}: {wrong}; the row is left out");
    }

    private void TakeListing(CsvRows rows, string id)
    {
        var (match, listing) = (Match(id), SlamListing.Of(rows));
        if (match.Listing is { } listed && (Names(listed), listed.Status, listed.Winner) != (Names(listing), listing.Status, listing.Winner))
            rows.Report(ProblemKind.Contradiction, $"{id} is listed twice; the first was taken ({Names(listed)}, not {Names(listing)})");
        match.Listing ??= listing;
    }

    private static string Names(SlamListing listing) =>
        $"{string.Join(" / ", listing.First.Select(static player => player.Name))} v {string.Join(" / ", listing.Second.Select(static player => player.Name))}";

    private SlamMatch Match(string id)
    {
        if (!_matches.TryGetValue(id, out var match)) _matches.Add(id, match = new SlamMatch(id));
        return match;
    }
}
