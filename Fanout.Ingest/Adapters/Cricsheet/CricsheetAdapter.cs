using Fanout.Ingest.Adapters.Retelling;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>
/// Reads document by document; each is a match, told from beginning to end, of which only what is news comes out when it is read again. Of several
/// documents of one match in one reading the newest is told.
/// </summary>
internal sealed class CricsheetAdapter : IAdapter
{
    private readonly Retold _retold = new();

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        foreach (var same in files.GroupBy(static file => CricsheetMatch.IdOf(file.Name), StringComparer.Ordinal))
        {
            var match = same.Select(file => CricsheetMatch.TryRead(file, report)).OfType<CricsheetMatch>().MaxBy(static match => match.Age);
            if (match is null) continue;
            if (!CricsheetTeller.HasAny(match))
            {
                report(new ReadProblem(ProblemKind.Assumption, match.File.Name, "", "has neither an innings nor an outcome; nothing is told of it"));
                continue;
            }

            foreach (var told in _retold.Tell(match.Id, new CricsheetTeller(match, report).Tell())) yield return told;
        }
    }
}
