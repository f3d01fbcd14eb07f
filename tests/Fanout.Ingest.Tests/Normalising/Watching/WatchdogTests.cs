using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Watching;
using Fanout.Protocol.Messages;
using Kind = Fanout.Ingest.Normalising.Alarm.Types.Kind;

namespace Fanout.Ingest.Tests.Normalising.Watching;

/// <summary>Alarms over matches of which something lasts too long.</summary>
public sealed class WatchdogTests
{
    private const double Minute = 60;

    private static readonly WatchLimits Limits = new(
        Break: TimeSpan.FromMinutes(40), ClockOverrun: TimeSpan.FromMinutes(30), Play: TimeSpan.FromMinutes(240),
        PreMatch: TimeSpan.FromMinutes(180), Ended: TimeSpan.FromMinutes(360));

    [Fact]
    public void A_half_time_of_40_minutes_is_told_once_and_its_end_once()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"status":{"status":"BREAK"},"phase":{"phase":"HT"}}""", 100);
        Assert.Null(Look(feeding, 100 + (40 * Minute) - 0.001));

        var raised = Look(feeding, 100 + (40 * Minute))!;
        feeding.Take(raised);

        var alarm = Assert.Single(raised.Writer.Raised);
        Assert.Equal((Kind.BreakTooLong, Feeding.Ms(100), 40 * Minute * 1000), (alarm.Kind, alarm.SinceMs, alarm.LimitMs));
        Assert.Equal("BREAK, phase HT", alarm.What);
        Assert.Equal(EntryKind.Types.Value.System, raised.Public.Kind);
        Assert.False(raised.IsPublic);
        Assert.Null(Look(feeding, 100 + (90 * Minute)));

        feeding.Send("""{"status":{"status":"LIVE"},"phase":{"phase":"2H"}}""", 100 + (91 * Minute));
        var cleared = Look(feeding, 101 + (91 * Minute))!;
        feeding.Take(cleared);

        Assert.Equal([Kind.BreakTooLong], cleared.Writer.Cleared);
        Assert.Empty(feeding.Table.Find("m1")!.Watched.Alarms);
        Assert.Null(Look(feeding, 102 + (91 * Minute)));
    }

    [Theory]
    [InlineData("football", """{"status":{"status":"LIVE"},"phase":{"phase":"HT"}}""", 40, Kind.BreakTooLong)] // live all through it
    [InlineData("cricket", """{"status":{"status":"BREAK"},"phase":{"phase":"STUMPS"}}""", 10_000, Kind.Unspecified)]
    [InlineData("football", """{"status":{"status":"LIVE"},"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":600000}}""", 65, Kind.ClockTooLong)]
    [InlineData("football", """{"status":{"status":"LIVE"},"phase":{"phase":"1H"},"clock":{"kind":"UP","running":false,"valueMs":600000}}""", 240, Kind.PlayTooLong)]
    [InlineData("basketball", """{"status":{"status":"LIVE"},"phase":{"phase":"Q1"},"clock":{"kind":"DOWN","running":true,"valueMs":600000}}""", 40, Kind.ClockTooLong)]
    [InlineData("tennis", """{"status":{"status":"LIVE"}}""", 240, Kind.PlayTooLong)]
    [InlineData("tennis", """{"status":{"status":"INTERRUPTED"}}""", 240, Kind.PlayTooLong)]
    [InlineData("tennis", """{"status":{"status":"SUSPENDED"}}""", 10_000, Kind.Unspecified)]
    [InlineData("cricket", """{"fixture":{"format":{"days":5}},"status":{"status":"LIVE"}}""", 5 * 240, Kind.PlayTooLong)]
    [InlineData("tennis", """{"status":{"status":"PRE_MATCH"}}""", 180, Kind.NotStarted)]
    [InlineData("tennis", """{"fixture":{"start":"2026-11-22T19:00:00Z"},"status":{"status":"PRE_MATCH"}}""", 240, Kind.NotStarted)]
    [InlineData("tennis", """{"status":{"status":"ENDED"}}""", 360, Kind.NotFinal)]
    [InlineData("tennis", """{"status":{"status":"FINAL"}}""", 10_000, Kind.Unspecified)]
    public void What_lasts_too_long_is_told_when_its_limit_is_reached(string sport, string json, int minutes, Kind kind)
    {
        var feeding = Feeding.Of(sport);
        feeding.Send(json);

        Assert.Null(Look(feeding, (minutes * Minute) - 1));
        var first = Look(feeding, minutes * Minute)?.Writer.Raised[0].Kind ?? Kind.Unspecified;

        Assert.Equal(kind, first);
    }

    [Fact]
    public void Play_that_goes_on_the_next_day_is_measured_anew()
    {
        var feeding = Feeding.Of("tennis");
        feeding.Send("""{"status":{"status":"LIVE"}}""");
        feeding.Send("""{"status":{"status":"INTERRUPTED"}}""", 100 * Minute);
        feeding.Send("""{"status":{"status":"SUSPENDED"}}""", 200 * Minute);
        feeding.Send("""{"status":{"status":"LIVE"}}""", 1000 * Minute);

        Assert.Null(Look(feeding, 1239 * Minute));
        Assert.Equal(Kind.PlayTooLong, Look(feeding, 1240 * Minute)!.Writer.Raised.Single().Kind);
    }

    [Fact]
    public void A_recording_is_as_old_as_its_receipt()
    {
        var feeding = Feeding.OfFootball();
        var content = Feeding.Event("""{"id":"x","match":"m1","at":"2018-07-15T15:00:00Z","status":{"status":"LIVE"},"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":0}}""");

        feeding.Send(content, receivedSecond: 50);

        Assert.Null(Look(feeding, 60));
    }

    [Fact]
    public void A_restart_tells_nothing_twice_and_measures_from_the_same_moment()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"status":{"status":"BREAK"},"phase":{"phase":"HT"}}""");
        feeding.Take(Look(feeding, 41 * Minute)!);
        var work = feeding.Table.Find("m1")!;

        var restored = MatchWork.Restore("m1", work.State, WriterState.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(work.ToWriterState())));

        Assert.Equal(work.ToWriterState(), restored.ToWriterState());
        Assert.Null(Watchdogs.Look(restored, Feeding.Ms(50 * Minute), Limits));
        Assert.Equal(Kind.PlayTooLong, Watchdogs.Look(restored, Feeding.Ms(240 * Minute), Limits)!.Writer.Raised.Single().Kind);
    }

    [Fact]
    public void A_match_that_nobody_named_is_not_watched()
    {
        var feeding = new Feeding();
        feeding.Send("""{"status":{"status":"LIVE"}}""");

        Assert.Null(Look(feeding, 10_000 * Minute));
    }

    private static MatchEntry? Look(Feeding feeding, double second) =>
        Watchdogs.Look(feeding.Table.Find("m1")!, Feeding.Ms(second), Limits);
}
