using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Kind = Fanout.Protocol.Messages.ArbitrationDecision.Types.Kind;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>Several feeds of a match through the partition's loop, into a log that outlives it.</summary>
public sealed class ArbitratedIngestTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Evening);
    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);
    private int _ids;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task A_primary_that_is_cut_off_is_replaced_and_comes_back_without_flapping()
    {
        await using var host = await StartAsync();
        await KickOffAsync(host, "a", "b");
        await SayAsync(host, "b", """ "score":{"home":1,"away":0},"incident":{"id":"b-1","type":"goal","team":"home","minute":4} """);
        Assert.Equal(0, (await StateAsync()).Score.Home);

        await PassAsync(host, 25, "b");

        var state = await StateAsync();
        Assert.Equal(("b", 1), (state.Feed.Active, state.Score.Home));
        for (var i = 0; i < 5; i++) // it comes and goes
        {
            await PassAsync(host, 3, "a", "b");
            await PassAsync(host, 21, "b");
        }
        Assert.Equal([Kind.Failover], (await DecisionsAsync()).Select(static decision => decision.Kind));
        Assert.Equal(1, host.Count("fanout.arbitration.decisions", "FAILOVER"));
    }

    [Fact]
    public async Task A_goal_of_a_fast_feed_is_confirmed_or_taken_back()
    {
        await using var host = await StartAsync();
        await KickOffAsync(host, "a", "c");
        await SayAsync(host, "c", """ "score":{"home":1,"away":0},"incident":{"id":"c-1","type":"goal","team":"home","minute":4} """);
        Assert.Equal(StateValue.Provisional, (await StateAsync()).Incidents.Single().State);
        await SayAsync(host, "a", """ "score":{"home":1,"away":0},"incident":{"id":"a-1","type":"goal","team":"home","minute":4} """);
        await SayAsync(host, "c", """ "score":{"home":1,"away":1},"incident":{"id":"c-2","type":"goal","team":"away","minute":20} """);
        Assert.Equal(1, (await StateAsync()).Score.Away);

        await IngestHost.EventuallyAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1)); // nobody speaks: the watch decides
            return (await StateAsync()).Score.Away == 0;
        });

        var state = await StateAsync();
        Assert.Equal((1, 0), (state.Score.Home, state.Score.Away));
        Assert.Equal([("c-1", StateValue.Confirmed), ("c-2", StateValue.Voided)],
            state.Incidents.Select(static incident => (incident.Id, incident.State)));
        Assert.Equal([Kind.Opened, Kind.Confirmed, Kind.Opened, Kind.Refused],
            (await DecisionsAsync()).Select(static decision => decision.Kind));
    }

    [Fact]
    public async Task A_process_that_ends_after_every_event_writes_the_log_of_one_that_never_did()
    {
        await StoryAsync(restarts: true);

        var reference = new Covered(Covered.Policy(), restarts: false);
        foreach (var (feed, line, second) in Story())
        {
            reference.Second = second;
            reference.Say(feed, line);
        }
        var expected = reference.Entries.Select(static entry =>
            $"{Convert.ToHexString(entry.Public.ToByteArray())} {Convert.ToHexString(new WriterPart { Change = entry.Writer }.ToByteArray())}");
        var written = (await IngestHost.EntriesAsync(_log, "m1")).Where(static entry => entry.Kind != Log.EntryKind.Opening)
            .Select(static entry => $"{Convert.ToHexString(entry.Public.Span)} {Convert.ToHexString(entry.Writer.Span)}");
        Assert.Equal(expected, written);
        Assert.Equal([Kind.Opened, Kind.Confirmed, Kind.Opened, Kind.Failover, Kind.Refused], reference.Kinds());
    }

    [Fact]
    public async Task A_new_epoch_begins_with_what_every_feed_says()
    {
        await using (var first = await StartAsync())
        {
            await KickOffAsync(first, "a", "b");
            await SayAsync(first, "b", """ "score":{"home":1,"away":0},"incident":{"id":"b-1","type":"goal","team":"home","minute":4} """);
        }
        await using var anew = _log.Fork("run-2");
        await using var second = await IngestHost.StartAsync(anew, policies: Covered.Policy()); // days later

        await SayAsync(second, "b", """ "heartbeat":{} """);

        var state = await IngestHost.StateAsync(anew, "m1");
        Assert.Equal(("b", 1, "b-1"), (state.Feed.Active, state.Score.Home, state.Incidents.Single().Id));
    }

    [Fact]
    public async Task Somebody_may_pin_and_mute_feeds_and_twice_is_once()
    {
        await using var host = await StartAsync();
        await KickOffAsync(host, "a", "b");
        var pin = new FeedOrder(FeedOrderKind.Pin, "b", "eve", "editor", "as seen on screen");

        Assert.Equal(FeedOrderOutcome.Done, await host.Ingest.OrderAsync("m1", pin, TestContext.Current.CancellationToken));
        Assert.Equal(FeedOrderOutcome.Unchanged, await host.Ingest.OrderAsync("m1", pin, TestContext.Current.CancellationToken));
        Assert.Equal("b", (await StateAsync()).Feed.Active);
        var mute = pin with { Kind = FeedOrderKind.Mute };
        Assert.Equal(FeedOrderOutcome.Done, await host.Ingest.OrderAsync("m1", mute, TestContext.Current.CancellationToken));

        Assert.Equal("a", (await StateAsync()).Feed.Active);
        Assert.Equal([Kind.Pinned, Kind.Muted, Kind.Failover], (await DecisionsAsync()).Select(static one => one.Kind));
        Assert.Equal(FeedOrderOutcome.UnknownMatch,
            await host.Ingest.OrderAsync("m9", pin, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_verification_makes_every_view_again()
    {
        await StoryAsync(restarts: false);

        Assert.Empty(await WriterReplayTests.VerifyAsync(_log));
    }

    private Task<IngestHost> StartAsync() => IngestHost.StartAsync(_log, _time, policies: Covered.Policy());

    /// <summary>Time passes while no process runs, where it is restarted, so that events alone decide.</summary>
    private async Task StoryAsync(bool restarts)
    {
        var host = await StartAsync();
        try
        {
            foreach (var (feed, line, second) in Story())
            {
                if (restarts) await host.DisposeAsync();
                _time.SetUtcNow(Evening.AddSeconds(second));
                if (restarts) host = await StartAsync();
                await host.SendAsync(feed, line);
            }
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>A goal that is confirmed, one that is not, and a failover.</summary>
    private static IEnumerable<(string Feed, string Line, double Second)> Story()
    {
        var ids = 0;
        foreach (var feed in new[] { "a", "b", "c" })
        {
            yield return Line(feed, 0, """ "fixture":{"sport":"football"} """);
            yield return Line(feed, 0, """ "status":{"status":"LIVE"},"score":{"home":0,"away":0} """);
        }
        yield return Line("c", 1, """ "score":{"home":1,"away":0},"incident":{"id":"1","type":"goal","team":"home","minute":4} """);
        yield return Line("a", 2, """ "score":{"home":1,"away":0},"incident":{"id":"1","type":"goal","team":"home","minute":5} """);
        yield return Line("c", 3, """ "score":{"home":1,"away":1},"incident":{"id":"2","type":"goal","team":"away","minute":9} """);
        foreach (var second in new[] { 10, 18, 23, 28, 35 }) yield return Line("b", second, """ "heartbeat":{} """);

        (string Feed, string Line, double Second) Line(string feed, double second, string kinds) =>
            (feed, $$"""{"id":"s{{++ids}}","match":"m1","at":"{{Evening.AddSeconds(second):yyyy-MM-ddTHH:mm:ssZ}}",{{kinds}}}""", second);
    }

    private async Task KickOffAsync(IngestHost host, params string[] feeds)
    {
        foreach (var feed in feeds)
        {
            await SayAsync(host, feed, """ "fixture":{"sport":"football"} """);
            await SayAsync(host, feed, """ "status":{"status":"LIVE"},"score":{"home":0,"away":0} """);
        }
    }

    private async Task PassAsync(IngestHost host, int seconds, params string[] beating)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var feed in beating) await SayAsync(host, feed, """ "heartbeat":{} """);
        }
    }

    private async Task SayAsync(IngestHost host, string feed, string kinds)
    {
        var line = $$"""{"id":"e{{++_ids}}","match":"m1","at":"{{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}",{{kinds}}}""";
        Assert.Equal(Outcome.Accepted, (await host.SendAsync(feed, line)).Single().Outcome);
    }

    private Task<MatchState> StateAsync() => IngestHost.StateAsync(_log, "m1");

    private async Task<List<ArbitrationDecision>> DecisionsAsync() =>
    [
        .. (await IngestHost.EntriesAsync(_log, "m1"))
            .SelectMany(static entry => LoggedChange.Parser.ParseFrom(entry.Public.Span).Arbitration),
    ];
}
