using Fanout.Perf.Results;
using Fanout.Server.Delivery;
using Fanout.Server.Resync;
using Fanout.Server.Topics;

namespace Fanout.Perf.Wire;

/// <summary>Frame sizes of snapshots, plain and deflated, and what it takes to deflate one.</summary>
internal sealed class SnapshotSizes
{
    private readonly Dictionary<string, List<Snapshot>> _all = [];

    /// <summary>What a reader would get who comes now, in both encodings.</summary>
    public void Add(Topic topic, string kind)
    {
        var frame = topic.Resync(null, LogVerdict.NotAsked, Horizon.Live).Frame!;
        foreach (var encoding in Enum.GetValues<FrameEncoding>())
        {
            var plain = frame.In(encoding);
            var begun = TimeProvider.System.GetTimestamp();
            var deflated = FrameEncoder.EncodeDeflated(Protocol.WebSockets.Opcode.Binary, plain.Payload.Span).Size;
            var took = TimeProvider.System.GetElapsedTime(begun);
            var form = $"{kind} {(encoding == FrameEncoding.Json ? "JSON" : "protobuf")}";
            if (!_all.TryGetValue(form, out var snapshots))
                _all[form] = snapshots = [];
            snapshots.Add(new Snapshot(plain.Size, deflated, took));
        }
    }

    public void Report(Report report) => report.Table(
        "Snapshots at each position of the match, bytes of a frame",
        ["form", "first", "deflated", "median", "deflated", "last", "deflated", "smallest that gains", "µs to deflate, median"],
        _all.Select(static form => new[]
        {
            form.Key,
            $"{form.Value[0].Plain:N0}",
            $"{form.Value[0].Deflated:N0}",
            $"{Median(form.Value, static one => one.Plain):N0}",
            $"{Median(form.Value, static one => one.Deflated):N0}",
            $"{form.Value[^1].Plain:N0}",
            $"{form.Value[^1].Deflated:N0}",
            $"{form.Value.Where(static one => one.Deflated < one.Plain).Min(static one => (int?)one.Plain):N0}",
            Cell.Of(Median(form.Value, static one => one.Took.TotalMicroseconds)),
        }));

    private static T Median<T>(List<Snapshot> all, Func<Snapshot, T> what) =>
        all.Select(what).Order().ElementAt(all.Count / 2);

    private readonly record struct Snapshot(int Plain, int Deflated, TimeSpan Took);
}
