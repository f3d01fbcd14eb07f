using System.Text.Json;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>Recorded files through adapter and normaliser, as <c>feed normalise --final</c> runs them.</summary>
internal sealed class RecordedMatches
{
    private RecordedMatches(Reading reading, List<MatchState> matches, List<string> marks) =>
        (Reading, Matches, Marks) = (reading, matches, marks);

    public Reading Reading { get; }

    /// <summary>In order of first mention.</summary>
    public IReadOnlyList<MatchState> Matches { get; }

    /// <summary>What the normaliser found implausible or overtaken, as <c>match: kind field was → now</c>.</summary>
    public IReadOnlyList<string> Marks { get; }

    public MatchState Match(string id) => Matches.Single(match => match.Id == id);

    /// <summary>Reads the files of an entry of EXPECTED.json; every event must be accepted, and none be earlier than the one before it.</summary>
    public static RecordedMatches Of(JsonElement expected)
    {
        var reading = Reading.OfPaths(
            [.. expected.GetProperty("files").EnumerateArray().Select(static file => SharedData.PathOf(file.GetString()!))]);
        var normaliser = new OfflineNormaliser();
        var marks = new List<string>();
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var read in reading.Events)
        {
            var at = read.At.ToDateTimeOffset();
            Assert.True(at >= times.GetValueOrDefault(read.Match), $"{read.Id} goes back in time");
            times[read.Match] = at;
            var verdict = normaliser.Accept("file", read.Clone());
            Assert.True(verdict.Outcome == Outcome.Accepted, $"{read.Id}: {verdict.Outcome} {verdict.Reason} {verdict.Detail}");
            marks.AddRange(verdict.Entry!.Public.Marks.Select(mark => $"{read.Match}: {mark.Kind} {mark.Field} {mark.Was} → {mark.Now}"));
        }

        return new RecordedMatches(reading, [.. normaliser.Mentioned.Where(normaliser.HasEvents).Select(id => normaliser.Find(id)!)], marks);
    }

    public static (int, int) PairOf(JsonElement pair) => (pair[0].GetInt32(), pair[1].GetInt32());

    public static (int, int)? PairOf(PeriodScore? period) => period is null ? null : (period.Home, period.Away);

    /// <summary>The goals that count, with the score after each.</summary>
    public static IEnumerable<(Incident Goal, int Home, int Away)> Goals(MatchState match)
    {
        int home = 0, away = 0;
        foreach (var goal in match.Incidents.Where(static incident => incident is { Type: "goal", State: IncidentState.Types.Value.Confirmed }))
        {
            if (goal.Team == "home") home++;
            else away++;
            yield return (goal, home, away);
        }
    }
}
