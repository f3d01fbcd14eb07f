using Fanout.Ingest.Feeds.Replaying;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Tests.Feeds.Replaying;

/// <summary>When the events of a recording are due, and with which times. Recorded from second 1,000, played from 100,000.</summary>
public sealed class ReplayPumpTests
{
    private const double Start = 100_000_000;

    private static readonly ReplayChange Paused = new() { IsPaused = true };
    private static readonly ReplayChange Resumed = new() { IsPaused = false };

    [Fact]
    public void At_a_speed_events_are_due_that_much_faster_and_their_times_are_moved_to_then()
    {
        var pump = Pump(speed: 10, 0, 30, 60);
        Assert.Equal([100_000], Take(pump, Start));
        Assert.Equal(TimeSpan.FromSeconds(3), pump.Wait(Start));
        Assert.Empty(Take(pump, Start + 2_999));
        Assert.Equal([100_003, 100_006], Take(pump, Start + 60_000));
        Assert.True(pump.IsOver);
        Assert.Null(pump.Wait(Start + 60_000));
    }

    [Fact]
    public void As_fast_as_it_goes_everything_is_due_with_the_times_that_were_recorded()
    {
        var pump = Pump(speed: 0, 0, 30, 60);
        Assert.Equal([1_000, 1_030, 1_060], Take(pump, Start));
        Assert.Equal(3, pump.Place.Index);
    }

    [Fact]
    public void A_pause_stands_still_and_what_comes_after_it_is_that_much_later()
    {
        var pump = Pump(speed: 1, 0, 30, 60);
        Take(pump, Start);
        pump.Steer(Paused, Start + 10_000);
        Assert.Null(pump.Wait(Start + 500_000));
        Assert.Empty(Take(pump, Start + 500_000));
        pump.Steer(Resumed, Start + 500_000);
        Assert.Equal(TimeSpan.FromSeconds(20), pump.Wait(Start + 500_000));
        Assert.Equal([100_520], Take(pump, Start + 520_000));
    }

    [Fact]
    public void Seeking_brings_what_lies_before_at_once_and_none_of_it_earlier_than_what_was_told()
    {
        var pump = Pump(speed: 1, 0, 30, 60, 90);
        Take(pump, Start);
        pump.Steer(Seek(1_061), Start + 5_000);
        Assert.Equal([100_000, 100_004], Take(pump, Start + 5_000)); // the first is clamped to what was told
        Assert.Equal([100_034], Take(pump, Start + 34_000));
    }

    [Fact]
    public void Seeking_works_while_paused_and_never_goes_back()
    {
        var pump = Pump(speed: 1, 0, 30, 60);
        Take(pump, Start);
        pump.Steer(Paused, Start);
        pump.Steer(Seek(1_030), Start);
        Assert.Single(Take(pump, Start));
        Assert.Null(pump.Wait(Start + 60_000));
        Assert.True(pump.Place.IsPast(Seek(1_029), Start));
    }

    [Fact]
    public void What_is_wanted_together_is_done_together()
    {
        var pump = Pump(speed: 1, 0, 30, 60, 90);
        Take(pump, Start);
        pump.Steer(new ReplayChange { IsPaused = false, Speed = 10, Seek = Seek(1_030).Seek }, Start + 5_000);
        Assert.Equal([100_005], Take(pump, Start + 5_000));
        Assert.Equal(TimeSpan.FromSeconds(3), pump.Wait(Start + 5_000));
    }

    [Fact]
    public void What_is_so_already_changes_nothing_at_whatever_time_it_is_wanted()
    {
        var pump = Pump(speed: 7, 0, 30);
        pump.Steer(new ReplayChange { Speed = 7, IsPaused = false }, Start + 1);
        Assert.Equal(Start, pump.Place.RealMs);
        pump.Steer(Paused, Start + 1_234); // at 8,638 ms of the recording
        var place = pump.Place;
        pump.Steer(new ReplayChange { IsPaused = true, Seek = DateTimeOffset.FromUnixTimeMilliseconds(1_008_638) }, Start + 9_999);
        Assert.Same(place, pump.Place);
    }

    [Fact]
    public void Another_speed_holds_from_where_the_replay_is()
    {
        var pump = Pump(speed: 1, 0, 30, 60);
        Take(pump, Start);
        pump.Steer(new ReplayChange { Speed = 10 }, Start + 20_000);
        Assert.Equal([100_021], Take(pump, Start + 21_000));
        pump.Steer(new ReplayChange { Speed = 0 }, Start + 21_500);
        Assert.Equal([100_021], Take(pump, Start + 21_500)); // now, as the times are moved
    }

    [Fact]
    public void From_a_place_that_was_written_down_the_same_events_come_with_the_same_times()
    {
        int[] seconds = [0, 10, 20, 30, 40, 50];
        var whole = Pump(speed: 2, seconds);
        Take(whole, Start + 6_000);
        whole.Steer(Paused, Start + 7_000);
        whole.Steer(Resumed, Start + 9_000);
        var place = ReplayPlace.Parse(whole.Place.ToText())!;
        var next = new ReplayPump(Events(seconds).Skip((int)place.Index), place);
        Assert.Equal(Take(whole, Start + 60_000), Take(next, Start + 90_000));
    }

    [Fact]
    public void The_start_of_a_match_moves_with_its_events()
    {
        var told = Events(0).Single();
        told.Fixture = new Fixture { Start = new Timestamp { Seconds = 1_600 } };
        var moved = new ReplayPump([told], ReplayPump.Begin(1, 10, 1_000_000, Start)).Take(Start, 10).Single();
        Assert.Equal(100_060, moved.Fixture.Start.Seconds);
        Assert.Equal(1_600, told.Fixture.Start.Seconds);
    }

    private static ReplayPump Pump(double speed, params int[] seconds) =>
        new(Events(seconds), ReplayPump.Begin(1, speed, 1_000_000, Start));

    private static IEnumerable<ScoreEvent> Events(params int[] seconds) => seconds.Select(
        static second => new ScoreEvent { At = new Timestamp { Seconds = 1_000 + second } });

    private static ReplayChange Seek(long second) => new() { Seek = DateTimeOffset.FromUnixTimeSeconds(second) };

    private static IEnumerable<long> Take(ReplayPump pump, double nowMs) =>
        [.. pump.Take(nowMs, 100).Select(static told => told.At.Seconds)];
}
