using System.Buffers;
using System.Text.Json.Nodes;
using Fanout.Perf.Results;
using Fanout.Perf.Wire;
using Fanout.Protocol.Json;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Fanout.Server.Topics;
using Google.Protobuf;

namespace Fanout.Perf.Scenarios;

/// <summary>Bytes on the wire for a whole football match: our deltas beside the whole state in several forms.</summary>
internal sealed class WireBytes : IScenario
{
    private const string Folder = "football-wyscout-json";
    private const string MatchId = "wyscout:2058017"; // France v Croatia, the final of 2018
    private const int UpdateCount = 30;

    /// <summary>IPv4 20, TCP 20 and its timestamps 12, as Linux and phones send them.</summary>
    private const int HeadersSize = 52;

    private const int HeadersSizeMin = 40;

    private static readonly string[] Forms =
    [
        "Fanout delta, protobuf", "Fanout delta, JSON", "whole state, JSON", "whole state, JSON, deflate",
        "whole state, JSON, deflate with context", "JSON Patch", "whole state, protobuf",
    ];

    public string Name => "bytes";

    public string Title => "Bytes on the wire: the final of 2018 (Wyscout)";

    public double Seconds(RunOptions options) => 10;

    public Task RunAsync(RunOptions options, Report report)
    {
        var match = RecordedMatch.Read(Folder, MatchId);
        using var whole = new Sizes();
        using var score = new Sizes();
        MatchTopic? matchTopic = null;
        ScoreTopic? scoreTopic = null;
        var snapshots = new SnapshotSizes();
        match.Play((stream, scored) =>
        {
            matchTopic ??= new MatchTopic(Place(TopicKind.Match, stream, stream.Current.PublishedMs), stream);
            scoreTopic ??= new ScoreTopic(Place(TopicKind.Score, stream, stream.Score.PublishedMs), stream);
            snapshots.Add(matchTopic, "match/");
            whole.Add(matchTopic.PublicationOf(stream.Current).Frame, stream.Current.State.ToMessage());
            if (!scored)
                return;
            snapshots.Add(scoreTopic, "score/");
            score.Add(scoreTopic.PublicationOf(stream.Score).Frame, stream.Score.State.ToMessage());
        });
        report.Say("What the server publishes for the recorded match, entry by entry, with the head of each WebSocket "
            + "frame. The credit for the recording: Pappalardo et al., Sci Data 6, 236 (2019), CC BY 4.0.");
        Add(report, $"match/{MatchId}", whole);
        Add(report, $"score/{MatchId}", score);
        AddUpdates(report, score);
        snapshots.Report(report);
        return Task.CompletedTask;
    }

    private static TopicPlace Place(TopicKind kind, MatchStream stream, long baseMs) =>
        new(1, new TopicName(kind, stream.Id, 1), baseMs, 1);

    private static void Add(Report report, string topic, Sizes sizes)
    {
        var deltas = sizes.Of(Forms[0]).Sum();
        report.Table(
            $"{topic}: {sizes.Of(Forms[0]).Count:N0} updates",
            ["form", "bytes of the match", "median of an update", "largest", "× delta"],
            Forms.Select(form => new[]
            {
                form,
                $"{sizes.Of(form).Sum():N0}",
                $"{sizes.Of(form).Order().ElementAt(sizes.Of(form).Count / 2):N0}",
                $"{sizes.Of(form).Max():N0}",
                Cell.Of((double)sizes.Of(form).Sum() / deltas),
            }));
        report.Keep(topic, new JsonObject(Forms.Select(form => new KeyValuePair<string, JsonNode?>(
            form, new JsonArray([.. sizes.Of(form).Select(static size => JsonValue.Create(size))])))));
    }

    /// <summary>
    /// The first updates after the one by which the match became known, which a reader gets as a snapshot.
    /// </summary>
    private static void AddUpdates(Report report, Sizes sizes)
    {
        var count = Math.Min(UpdateCount, sizes.Of(Forms[0]).Count - 1);
        report.Say($"The view changed {count} times after the match became known; "
            + $"{UpdateCount} are reckoned at their mean size.");
        report.Table(
            $"The first {count} updates of score/, one segment each",
            [
                "form",
                "bytes of frames",
                $"with {HeadersSize} bytes of IP and TCP headers each",
                $"with {HeadersSizeMin}",
                $"{UpdateCount} with {HeadersSize}", $"{UpdateCount} with {HeadersSizeMin}",
            ],
            Forms.Select(form =>
            {
                var bytes = sizes.Of(form).Skip(1).Take(count).Sum();
                var mean = (double)bytes / count;
                return new[]
                {
                    form,
                    $"{bytes:N0}",
                    $"{bytes + count * HeadersSize:N0}",
                    $"{bytes + count * HeadersSizeMin:N0}",
                    $"{UpdateCount * (mean + HeadersSize):N0}",
                    $"{UpdateCount * (mean + HeadersSizeMin):N0}",
                };
            }));
    }

    /// <summary>Frame sizes of one topic, by form.</summary>
    private sealed class Sizes : IDisposable
    {
        private readonly Dictionary<string, List<int>> _sizes =
            Forms.ToDictionary(static form => form, static _ => new List<int>());

        private readonly Deflation _alone = new(keepsContext: false);
        private readonly Deflation _inContext = new(keepsContext: true);
        private JsonNode _before = new JsonObject();

        public List<int> Of(string form) => _sizes[form];

        public void Add(SharedFrame delta, IMessage state)
        {
            var json = new ArrayBufferWriter<byte>();
            ProtoJson.Write(state, json);
            var node = JsonNode.Parse(json.WrittenSpan)!;
            var patch = System.Text.Encoding.UTF8.GetByteCount(JsonPatch.Between(_before, node).ToJsonString());
            _before = node;
            int[] sizes =
            [
                delta.In(FrameEncoding.Proto).Size,
                delta.In(FrameEncoding.Json).Size,
                WithHead(json.WrittenCount),
                WithHead(_alone.SizeOf(json.WrittenSpan)),
                WithHead(_inContext.SizeOf(json.WrittenSpan)),
                WithHead(patch),
                WithHead(state.CalculateSize()),
            ];
            for (var form = 0; form < Forms.Length; form++)
                _sizes[Forms[form]].Add(sizes[form]);
        }

        public void Dispose()
        {
            _alone.Dispose();
            _inContext.Dispose();
        }

        private static int WithHead(int payloadSize) =>
            payloadSize + new FrameHead(Opcode.Text, Final: true, Deflated: false, payloadSize).Size;
    }
}
