using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>
/// Reads all documents once and keeps of each match what matters, a hundred events of some fifteen hundred; then tells match by match. Only with
/// all kick-offs known can a late event be put into its period, and only then is it known whether extra time follows.
/// </summary>
/// <remarks>What was told is remembered, so that messages may come one at a time: an id that comes again corrects what it said before.</remarks>
internal sealed class DflAdapter : IAdapter
{
    private readonly OrderedDictionary<string, DflMatch> _matches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DflTeller> _tellers = new(StringComparer.Ordinal);

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        var mentioned = new OrderedDictionary<string, DflMatch>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var item in DflDocument.Read(file, report))
            {
                if (Take(item, file, report) is { } match) mentioned.TryAdd(match.Id, match);
            }
        }

        foreach (var match in mentioned.Values)
        {
            foreach (var told in Tell(match, report)) yield return told;
        }
    }

    private DflMatch? Take(DflDocument.Item item, FeedFile file, Action<ReadProblem> report)
    {
        var place = new ReadPlace(file.Name, item.Place);
        if (item.Xml.Name.LocalName == DflDocument.InformationName)
        {
            var information = DflInformation.TryRead(item.Xml, out var missing);
            if (information is null) report(place.Problem(ProblemKind.Unreadable, missing));
            var listed = information is null ? null : Match(information.MatchId, place, report);
            if (listed is not null) listed.Information = information;
            return listed;
        }

        if (DflEventReader.TryRead(item.Xml, item.SentAt, out var wrong) is not { } read)
        {
            report(place.Problem(ProblemKind.Unreadable, wrong));
            return null;
        }

        var match = Match(read.MatchId, place, report);
        if (match?.Take(read, place) == false)
            report(place.Problem(ProblemKind.Unreadable, $"event {read.Id}: match {read.MatchId} has too many events that matter; it was left out"));
        return match;
    }

    private DflMatch? Match(string id, ReadPlace place, Action<ReadProblem> report)
    {
        if (DflNames.MatchIdOf(id) is not { } own)
        {
            report(place.Problem(ProblemKind.Unreadable, $"MatchId {id} cannot be one of ours"));
            return null;
        }

        if (!_matches.TryGetValue(own, out var match)) _matches.Add(own, match = new DflMatch(own));
        return match;
    }

    private IEnumerable<ScoreEvent> Tell(DflMatch match, Action<ReadProblem> report)
    {
        if (!match.HasEvents) return match.Information?.Result is { } result ? TellResult(match, result) : [];
        if (!_tellers.TryGetValue(match.Id, out var teller)) _tellers.Add(match.Id, teller = new DflTeller(match));
        return teller.Tell(report);
    }

    /// <summary>A match whose events nobody has is its result alone.</summary>
    private static IEnumerable<ScoreEvent> TellResult(DflMatch match, (int Home, int Away) result)
    {
        var ids = new EventIds(match.Id);
        var at = match.Start.ToTimestamp();
        yield return ids.Sign("fixture", new ScoreEvent { At = at, Fixture = match.Information!.Fixture });
        yield return ids.Sign("result", new ScoreEvent
        {
            At = at,
            Score = new ScoreUpdate { Home = result.Home, Away = result.Away, Basis = ScoreBasis.Types.Value.Goals },
            Status = new StatusUpdate { Status = Status.Types.Value.Ended },
            Coverage = new CoverageUpdate { Coverage = Coverage.Types.Value.ScoreOnly },
        });
    }
}
