using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>Watchdogs in the life of a process, and beyond it.</summary>
public sealed class AlarmTests
{
    private const string Fixture = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";
    private const string HalfTime =
        """{"id":"e2","match":"m1","at":"2026-11-22T18:47:00Z","status":{"status":"BREAK"},"phase":{"phase":"HT"}}""";

    private const string SecondHalf =
        """{"id":"e3","match":"m1","at":"2026-11-22T19:30:00Z","status":{"status":"LIVE"},"phase":{"phase":"2H"}}""";

    private static readonly DateTimeOffset HalfTimeAt = new(2026, 11, 22, 18, 47, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_alarm_is_raised_once_and_cleared_once_across_a_restart()
    {
        var time = new FakeTimeProvider(HalfTimeAt);
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using (var first = await IngestHost.StartAsync(log, time))
        {
            await first.SendAsync("f1", Fixture, HalfTime);
            time.Advance(TimeSpan.FromMinutes(40));
            await UntilAsync(log, time, static writers => writers.Any(static writer => writer.Raised.Count > 0));
            // Counted once the log has answered, which whoever reads the log may see earlier.
            await IngestHost.EventuallyAsync(() => Task.FromResult(first.Count("fanout.ingest.alarms.raised", "BREAK_TOO_LONG") == 1));
        }
        await using var second = await IngestHost.StartAsync(log, time);
        time.Advance(TimeSpan.FromMinutes(1));
        await second.SendAsync("f1", SecondHalf);

        await UntilAsync(log, time, static writers => writers.Any(static writer => writer.Cleared.Count > 0));

        var writers = await WritersAsync(log);
        var alarm = Assert.Single(writers.SelectMany(static writer => writer.Raised));
        Assert.Equal((Alarm.Types.Kind.BreakTooLong, HalfTimeAt.ToUnixTimeMilliseconds()), (alarm.Kind, alarm.SinceMs));
        Assert.Equal([Alarm.Types.Kind.BreakTooLong], writers.SelectMany(static writer => writer.Cleared));
        Assert.All(
            (await IngestHost.EntriesAsync(log, "m1")).Where(static entry => WriterOf(entry) is { } writer && writer.Raised.Count + writer.Cleared.Count > 0),
            static entry => Assert.Equal(0u, entry.MatchSequence));
        Assert.Equal(0, second.Count("fanout.ingest.alarms.raised"));
    }

    [Theory]
    [InlineData("00:00:30", "football", "Ingest:Watchdogs:Sports:football:BreakMax: 00:00:30 is not 00:01:00 to 30.00:00:00")]
    [InlineData("00:30:00", "quadball", "Ingest:Watchdogs:Sports:quadball: is none of football, tennis")]
    public void A_limit_out_of_range_and_a_sport_that_is_none_are_refused_by_name(string limit, string sport, string fault)
    {
        var options = new IngestOptions();
        options.Watchdogs.Sports[sport] = new SportWatchdogOptions { BreakMax = TimeSpan.Parse(limit, System.Globalization.CultureInfo.InvariantCulture) };

        var result = new WatchdogOptionsValidator().Validate(null, options);

        Assert.StartsWith(fault, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_sport_does_not_configure_is_as_shipped()
    {
        var options = new WatchdogOptions();
        options.Sports["football"] = new SportWatchdogOptions { PlayMax = TimeSpan.FromHours(3) };

        var limits = options.LimitsOf("football");

        Assert.Equal((TimeSpan.FromMinutes(40), TimeSpan.FromHours(3)), (limits.Break, limits.Play));
        Assert.Equal(TimeSpan.FromHours(12), options.LimitsOf("quadball").Play);
    }

    private static Task UntilAsync(InMemoryEventLog log, FakeTimeProvider time, Func<List<WriterChange>, bool> holds) =>
        IngestHost.EventuallyAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return holds(await WritersAsync(log));
        });

    private static async Task<List<WriterChange>> WritersAsync(InMemoryEventLog log) =>
        [.. (await IngestHost.EntriesAsync(log, "m1")).Select(WriterOf).OfType<WriterChange>()];

    private static WriterChange? WriterOf(Log.Entry entry) => WriterPart.Parser.ParseFrom(entry.Writer.Span).Change;
}
