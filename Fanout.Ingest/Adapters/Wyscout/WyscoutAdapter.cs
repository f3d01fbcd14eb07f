using System.Globalization;
using System.IO.Hashing;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>
/// Reads the files twice: first for names and outlines (<see cref="WyscoutSurvey"/>), then event by event.
/// A match that is listed as played and has no events is given by its result alone, as its score is its own; one that is only to come is not given.
/// </summary>
internal sealed class WyscoutAdapter : IAdapter
{
    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report) => Tell(files, report).Select(Sign);

    private static IEnumerable<ScoreEvent> Tell(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        var survey = new WyscoutSurvey(report);
        foreach (var file in files) survey.Take(file);

        var tellers = new Dictionary<long, WyscoutTeller>();
        foreach (var match in survey.Matches)
        {
            if (match.EventCount == 0 && match.Listing?.HasResult != true) continue;
            var setting = new WyscoutSetting(match, survey);
            foreach (var scoreEvent in setting.Tell()) yield return scoreEvent;
            if (match.EventCount > 0) tellers.Add(match.Id, new WyscoutTeller(setting, report));
            else yield return new WyscoutResult(match.Listing!).Tell(setting);
        }

        foreach (var file in files)
        {
            foreach (var scoreEvent in ReadEvents(file, tellers)) yield return scoreEvent;
        }
    }

    private static IEnumerable<ScoreEvent> ReadEvents(FeedFile file, Dictionary<long, WyscoutTeller> tellers)
    {
        // What cannot be opened or read was reported by the survey.
        using var stream = file.TryOpen(static _ => { });
        if (stream is null) yield break;
        using var items = new JsonItems(stream);
        while (items.MoveNext())
        {
            if (!WyscoutEvent.IsLike(items.Current) || !WyscoutEvent.TryRead(items.Current, out var read, out _)) continue;
            if (!tellers.TryGetValue(read.MatchId, out var teller)) continue; // appeared since the survey: the file is being written
            foreach (var scoreEvent in teller.Tell(read, new WyscoutPlace(file.Name, items.Member, items.Index))) yield return scoreEvent;
        }
    }

    /// <summary>Lets an id stand for what is said, too: a later document may say it otherwise, and is refused under the id of an earlier one.</summary>
    private static ScoreEvent Sign(ScoreEvent told)
    {
        told.Id = string.Create(CultureInfo.InvariantCulture, $"{told.Id}:{XxHash32.HashToUInt32(told.ToByteArray()):x8}");
        return told;
    }
}
