using Fanout.Ingest.Simulating;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class SimulatorPumpTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Gives_at_once_what_lies_before_its_start_and_nothing_that_is_still_to_come()
    {
        var pump = new SimulatorPump(Day(), speed: 1, Start);
        var past = pump.Take(Start, int.MaxValue);
        Assert.NotEmpty(past);
        Assert.All(past, static told => Assert.True(told.At.ToDateTimeOffset() <= Start));
        Assert.True(pump.NextDue > Start);
        Assert.Empty(pump.Take(Start, int.MaxValue));
    }

    [Fact]
    public void Gives_each_event_when_it_is_due()
    {
        var pump = new SimulatorPump(Day(), speed: 1, Start);
        pump.Take(Start, int.MaxValue);
        for (var count = 0; count < 50; count++)
        {
            var due = pump.NextDue;
            Assert.Empty(pump.Take(due.AddMilliseconds(-1), int.MaxValue));
            Assert.All(pump.Take(due, int.MaxValue), told => Assert.Equal(due, told.At.ToDateTimeOffset()));
        }
    }

    [Fact]
    public void Passes_the_events_of_the_match_day_unchanged_at_speed_one()
    {
        var pumped = new SimulatorPump(Day(), speed: 1, Start).Take(Start.AddHours(3), int.MaxValue);
        Assert.Equal(
            Day().From(Start).Take(pumped.Count).Select(static told => told.ToByteString()), pumped.Select(static told => told.ToByteString()));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(60)]
    [InlineData(1000)]
    public void Changes_nothing_but_times_at_another_speed(double speed)
    {
        var origin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var pumped = new SimulatorPump(Day(), speed, Start).Take(Start.AddSeconds(5), int.MaxValue);
        var made = Day().From(origin + ((Start - origin) * speed)).Take(pumped.Count);
        Assert.Equal(made.Select(WithoutTimes), pumped.Select(WithoutTimes));
        Assert.All(pumped, static told => Assert.True(told.At.ToDateTimeOffset() <= Start.AddSeconds(5)));
    }

    [Fact]
    public void Gives_no_more_at_a_time_than_it_is_asked_for_and_loses_nothing()
    {
        var whole = new SimulatorPump(Day(), speed: 1, Start).Take(Start, int.MaxValue);
        var pump = new SimulatorPump(Day(), speed: 1, Start);
        var parts = new List<ScoreEvent>();
        while (pump.Take(Start, countMax: 7) is { Count: > 0 } part)
        {
            Assert.InRange(part.Count, 1, 7);
            parts.AddRange(part);
        }

        Assert.Equal(whole, parts);
    }

    [Fact]
    public async Task Delivers_as_the_clock_goes_on_and_ends_when_it_is_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var time = new FakeTimeProvider(Start);
        var pump = new SimulatorPump(Day(), speed: 1, Start);
        var delivered = new List<ScoreEvent>();
        var running = pump.RunAsync(time, Deliver, cancel.Token);

        // Nothing in the loop waits but the fake clock, so it has delivered all that is due when Advance returns.
        Assert.NotEmpty(delivered);
        var count = delivered.Count;
        time.Advance(pump.NextDue - Start);
        Assert.True(delivered.Count > count);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        ValueTask Deliver(IReadOnlyList<ScoreEvent> due, CancellationToken cancelled)
        {
            delivered.AddRange(due);
            return ValueTask.CompletedTask;
        }
    }

    private static MatchDay Day() => new(new SimulationOptions { Seed = 5, MatchCount = 12 });

    private static ByteString WithoutTimes(ScoreEvent told)
    {
        var bare = told.Clone();
        bare.At = null;
        if (bare.Fixture is not null) bare.Fixture.Start = null;
        return bare.ToByteString();
    }
}
