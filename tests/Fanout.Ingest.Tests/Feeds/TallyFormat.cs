using System.Text.Json;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Tests.Feeds;

/// <summary>
/// The smallest format of whole documents: <c>{"tally":"m1","goals":["g1","g2"]}</c>. Compared with the document before, a goal
/// is new or was taken back.
/// </summary>
internal sealed class TallyFormat : IFeedFormat
{
    public const string FormatName = "tally";

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample) =>
        sample.Head.Span.IndexOf("\"tally\""u8) >= 0 ? Likeness.Certain : Likeness.None;

    public IAdapter Open() => new Adapter();

    public static string Document(string match, params IEnumerable<string> goals) =>
        JsonSerializer.Serialize(new { tally = match, goals });

    private sealed class Adapter : IAdapter
    {
        private readonly Dictionary<string, List<string>> _goals = [];

        public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
        {
            foreach (var file in files)
            {
                using var stream = file.TryOpen(report)!;
                JsonDocument json;
                try
                {
                    json = JsonDocument.Parse(stream);
                }
                catch (JsonException wrong)
                {
                    report(new ReadProblem(ProblemKind.Unreadable, file.Name, "", wrong.Message));
                    continue;
                }
                foreach (var told in Compare(json.RootElement)) yield return told;
            }
        }

        private IEnumerable<ScoreEvent> Compare(JsonElement json)
        {
            var match = json.GetProperty("tally").GetString()!;
            var goals = json.GetProperty("goals").EnumerateArray().Select(static goal => goal.GetString()!).ToList();
            if (!_goals.TryGetValue(match, out var before))
            {
                before = [];
                var fixture = Event(match, "fixture");
                fixture.Fixture = new Fixture { Sport = "football" };
                yield return fixture;
            }
            foreach (var gone in before.Except(goals))
            {
                var told = Event(match, $"void-{gone}");
                told.Void = new VoidUpdate { Incident = gone, Reason = "VAR_OFFSIDE" };
                yield return told;
            }
            foreach (var goal in goals.Except(before))
            {
                var told = Event(match, goal);
                told.Incident = new IncidentUpdate { Id = goal, Type = "goal", Team = "home" };
                yield return told;
            }
            _goals[match] = goals;
        }

        private static ScoreEvent Event(string match, string id) =>
            new() { Id = $"{match}:{id}", Match = match, At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) };
    }
}
