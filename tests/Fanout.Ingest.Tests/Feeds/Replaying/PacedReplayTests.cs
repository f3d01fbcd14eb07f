using Fanout.Ingest.Adapters;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Feeds.Replaying;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Log.Tests;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Feeds.Replaying;

/// <summary>Three recorded minutes, replayed into a log by a clock that stands still but for the tests.</summary>
public sealed class PacedReplayTests
{
    private const string Feed = "one";

    private static readonly DateTimeOffset Evening = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// The clock goes from one time at which something is due to the next: what came too early would have been received then, and
    /// what does not come is waited for in vain.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7.5)]
    [InlineData(60)]
    public async Task Between_two_events_it_waits_as_long_as_the_recording_says_divided_by_the_speed(double speed)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Feeds", "three-minutes.ndjson");
        var recorded = IngestHost.Events(await File.ReadAllLinesAsync(path, Cancel));
        var time = new FakeTimeProvider(Evening);
        using var meters = new TestMeters();
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log, time, new IngestOptions { AnswerTimeout = TimeSpan.FromDays(1) });
        var control = new FeedReplays().Add(Feed);
        var options = new FeedOptions { Format = "canonical", Files = { Path = path, Speed = speed } };
        var context = new FeedContext(
            Feed, options, host.Ingest, FeedFormats.Shipped, new FeedMetrics(meters, time).Of(Feed), time, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var running = new FileReplay(context, control).RunAsync(stop.Token);

        var due = recorded.Select(told => DueMs(told, recorded[0], speed)).ToList();
        foreach (var (count, dueMs) in due.Index().GroupBy(static one => Math.Ceiling(one.Item)).Select(static group => (group.Last().Index + 1, group.Key)))
        {
            time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds((long)dueMs));
            await IngestHost.EventuallyAsync(async () => (await control.StatusAsync(Cancel))?.Status?.ToldCount >= count);
        }
        await stop.CancelAsync();
        await running;

        var told = (await IngestHost.EntriesAsync(log, recorded[0].Match))
            .Where(static entry => entry.Key.StartsWith("feed/", StringComparison.Ordinal))
            .Select(static entry => LoggedChange.Parser.ParseFrom(entry.Public.Span).Cause)
            .ToList();
        Assert.Equal(recorded.Select(static one => one.Id), told.Select(static cause => cause.EventId));
        Assert.Equal(due.Select(Math.Ceiling), told.Select(static cause => cause.ReceivedMs));
        Assert.Equal(due.Select(Math.Floor), told.Select(static cause => cause.ProviderTimeMs));
    }

    private static double DueMs(ScoreEvent told, ScoreEvent first, double speed) =>
        Evening.ToUnixTimeMilliseconds() + ((told.At.ToDateTimeOffset() - first.At.ToDateTimeOffset()).TotalMilliseconds / speed);
}
