using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.OpenFootball;

/// <summary>
/// Reads every document twice: first for its name and for the sides of its matches, which are what they are known by, then match by match.
/// A match without a score gives its fixture alone until it has one, unless it is said that it will not be played.
/// </summary>
internal sealed class OpenFootballAdapter : IAdapter
{
    private readonly Dictionary<string, OpenFootballTournament> _tournaments = new(StringComparer.Ordinal);

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        var outlines = files.Select(file => (File: file, Outline: OpenFootballDocument.Survey(file, report))).ToList();
        var isAlone = outlines.Select(static document => document.Outline.Name)
            .Concat(_tournaments.Keys).Distinct(StringComparer.Ordinal).Count() <= 1;
        foreach (var (file, outline) in outlines)
        {
            if (!_tournaments.TryGetValue(outline.Name, out var tournament))
                _tournaments.Add(outline.Name, tournament = new OpenFootballTournament(outline.Name, isAlone));
            foreach (var read in ReadDocument(file, outline, tournament, report)) yield return read;
        }
    }

    private static IEnumerable<ScoreEvent> ReadDocument(
        FeedFile file, OpenFootballDocument.Outline outline, OpenFootballTournament tournament, Action<ReadProblem> report)
    {
        var missing = tournament.Survey(outline.Keys);
        if (outline.IsWhole && missing.Count > 0)
        {
            var text = $"{string.Join(", ", missing)}: no longer in the document; left as they were told";
            report(new ReadProblem(ProblemKind.Assumption, file.Name, "", text));
        }

        var lacksZone = false;
        foreach (var (item, key) in OpenFootballDocument.Matches(file))
        {
            void Report(ProblemKind kind, string text) => report(new ReadProblem(kind, file.Name, item.Place, text));
            var reader = new OpenFootballMatch(outline.Name, item.Round, Report);
            if (reader.Read(item.Json, tournament.IdOf(key)) is not { } match) continue;
            if (reader.LacksZone && !lacksZone)
            {
                lacksZone = true;
                Report(ProblemKind.Assumption, "the kick-off has no time zone; it and others like it are taken as UTC, and only the day as known");
            }

            var teller = tournament.TellerOf(key) ?? tournament.NewTeller(key);
            foreach (var told in teller.Tell(match, text => Report(ProblemKind.Contradiction, text))) yield return told;
        }
    }
}
