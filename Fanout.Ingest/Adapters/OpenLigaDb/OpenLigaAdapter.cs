using System.Globalization;
using Fanout.Ingest.Adapters.Documents;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>
/// Reads documents match by match; one that was read before gives only what changed. A match that has neither a result nor a goal gives its fixture alone.
/// </summary>
internal sealed class OpenLigaAdapter : IAdapter
{
    private readonly Dictionary<long, DocumentTeller> _tellers = [];

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        foreach (var file in files)
        {
            foreach (var (node, place) in LigaDocument.Read(file, report))
            {
                foreach (var told in ReadMatch(node, (kind, text) => report(new ReadProblem(kind, file.Name, place, text)))) yield return told;
            }
        }
    }

    private IReadOnlyList<ScoreEvent> ReadMatch(ILigaNode node, Action<ProblemKind, string> report)
    {
        if (LigaReader.TryRead(node, text => report(ProblemKind.Unreadable, text)) is not { } match)
        {
            report(ProblemKind.Unreadable, $"match with the id {node.Text("matchID") ?? node.Whole("matchID")?.ToString(CultureInfo.InvariantCulture) ?? "(none)"}");
            return [];
        }

        void Report(ProblemKind kind, string text) => report(kind, $"match {match.Id}: {text}");
        var result = new LigaNumbers(match, Report).Read();
        var teller = _tellers.GetValueOrDefault(match.Id);
        if (result.Score is null)
        {
            if (match.IsFinished)
            {
                Report(ProblemKind.Contradiction, "finished, but without a result or a goal; it was left out");
                return [];
            }

            if (teller is { HasScore: true }) result = result with { Counted = new Pair() }; // what there was of it has been taken back
        }

        var now = Document(match, result, Report);
        if (teller is not null && teller.IsOutdated(now))
        {
            Report(ProblemKind.Assumption, $"last changed {now.ChangedAt:u}, before what was read already; it was left out");
            return [];
        }

        if (teller is null) _tellers.Add(match.Id, teller = new DocumentTeller(now.Id));
        return teller.Tell(now, text => Report(ProblemKind.Contradiction, text));
    }

    private static DocumentMatch Document(LigaMatch match, DocumentResult result, Action<ProblemKind, string> report)
    {
        if (match.Start is null) report(ProblemKind.Assumption, "its start is not known; times count from 1970");
        return new DocumentMatch(
            IdOf(match.Id),
            match.Start ?? DateTimeOffset.UnixEpoch,
            FixtureOf(match),
            result,
            result.Score is null ? [] : new LigaGoals(match, result, report).Read(),
            result.Score is null ? MatchStatus.Scheduled : match.IsFinished ? MatchStatus.Ended : MatchStatus.Live,
            match.ChangedAt);
    }

    private static Fixture FixtureOf(LigaMatch match)
    {
        var fixture = new Fixture
        {
            Sport = "football",
            Home = TeamOf(match.Home),
            Away = TeamOf(match.Away),
            Season = match.Season,
            Round = match.Round,
            Venue = match.Venue,
            TimeZone = match.TimeZone,
            Format = new Format { PeriodCount = 2, PeriodMs = 45 * 60_000, ExtraPeriodMs = 15 * 60_000 },
        };
        if (match.LeagueId.Length > 0)
            fixture.Competition = new Competition { Id = $"{OpenLigaFormat.FormatName}:{match.LeagueId}", Name = match.LeagueName };
        if (match.Start is not { } start) return fixture;
        fixture.Start = start.ToTimestamp();
        fixture.StartPrecision = StartPrecision.Types.Value.Minute;
        return fixture;
    }

    private static Participant? TeamOf(LigaTeam team) => team is { Id: 0, Name: "" }
        ? null
        : new Participant { Id = IdOf(team.Id), Name = team.Name, ShortName = team.ShortName, CrestUrl = team.IconUrl };

    private static string IdOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{OpenLigaFormat.FormatName}:{id}");
}
