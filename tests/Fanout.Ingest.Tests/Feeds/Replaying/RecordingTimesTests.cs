using Fanout.Ingest.Feeds.Replaying;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Tests.Feeds.Replaying;

public sealed class RecordingTimesTests
{
    [Fact]
    public void Events_are_due_at_their_times_and_never_before_what_precedes_them()
    {
        var times = Of(10, 30, 20, 40);
        Assert.Equal((10_000d, 40_000d, 4), (times.FirstMs, times.LastMs, times.Count));
        Assert.Equal([10_000d, 30_000d, 30_000d, 40_000d, null], Enumerable.Range(0, 5).Select(index => times.At(index)));
        Assert.Equal([0, 1, 1, 3, 3, 4], new[] { 9_999d, 10_000, 29_999, 30_000, 39_999, 99_000 }.Select(times.CountUntil));
    }

    [Fact]
    public void Those_without_a_time_are_due_with_what_precedes_them()
    {
        var times = Of(null, 10, null, 20);
        Assert.Equal((10_000d, 20_000d), (times.FirstMs, times.LastMs));
        Assert.Null(times.At(0));
        Assert.Equal(10_000, times.At(2));
        Assert.Equal(3, times.CountUntil(10_000));
    }

    [Fact]
    public void Without_an_event_or_without_a_time_there_is_no_first_and_no_last()
    {
        Assert.Equal((null, null, 0), (Of().FirstMs, Of().LastMs, Of().Count));
        Assert.Equal((null, null, 1), (Of([null]).FirstMs, Of([null]).LastMs, Of([null]).Count));
        Assert.Null(Of().At(0));
    }

    private static RecordingTimes Of(params int?[] seconds) => new(seconds.Select(
        static second => new ScoreEvent { At = second is { } known ? new Timestamp { Seconds = known } : null }));
}
