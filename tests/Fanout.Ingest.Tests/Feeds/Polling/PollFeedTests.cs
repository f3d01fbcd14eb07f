using Fanout.Ingest.Feeds;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Protocol.Messages;
using Fanout.Services.Http;

namespace Fanout.Ingest.Tests.Feeds.Polling;

/// <summary>A feed that is polled, from a provider's answers to the entries of the log.</summary>
public sealed class PollFeedTests : IAsyncLifetime
{
    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);
    private TestProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await TestProvider.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task What_changes_at_the_provider_comes_into_the_log_once()
    {
        _provider.Show(TallyFormat.Document("m1", "g1"));
        await using var host = await FeedHost.StartAsync(_log, Options());
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Count == 1);
        await IngestHost.EventuallyAsync(() => Task.FromResult(_provider.NotModifiedCount > 1));

        _provider.Show(TallyFormat.Document("m1", "g1", "g2"));
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Count == 2);

        Assert.Equal(["m1:fixture", "m1:g1", "m1:g2"], await FeedHost.EventsAsync(_log, "m1"));
        Assert.True(host.Observe("fanout.feeds.silence") >= 0);
        Assert.True(host.Observe("fanout.feeds.lag") > 0);
    }

    [Fact]
    public async Task A_provider_without_validators_is_read_again_only_when_its_bytes_change()
    {
        _provider.HasETags = false;
        _provider.Show(Canonical("e1"));
        await using var host = await FeedHost.StartAsync(_log, Options());
        await IngestHost.EventuallyAsync(() => Task.FromResult(_provider.Requests.Count > 3));
        var revision = host.Memory.Revision;
        _provider.Show($"{Canonical("e1")}\n{Canonical("e2")}");
        await IngestHost.EventuallyAsync(async () => (await FeedHost.EventsAsync(_log, "m1")).Count == 2);
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Revision > revision));
        Assert.Equal((1ul, 2ul), (revision, host.Memory.Revision));
    }

    [Fact]
    public async Task A_goal_that_was_taken_back_while_nobody_polled_is_taken_back_after_the_restart()
    {
        _provider.Show(TallyFormat.Document("m1", "g1", "g2"));
        await using (var host = await FeedHost.StartAsync(_log, Options()))
            await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Kept.Count > 0));

        _provider.Show(TallyFormat.Document("m1", "g1"));
        var asked = _provider.Requests.Count;
        await using var next = await FeedHost.StartAsync(_log, Options());
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Any(
            static incident => incident.Id == "g2" && incident.State == IncidentState.Types.Value.Voided));
        Assert.Equal("\"r1\"", _provider.Requests.ElementAt(asked).IfNoneMatch);
    }

    [Fact]
    public async Task A_process_that_is_killed_at_any_moment_loses_nothing_and_tells_nothing_twice()
    {
        var random = new Random(Environment.ProcessId);
        var goals = new List<string>();
        for (var life = 0; life < 5; life++)
        {
            await using var host = await FeedHost.StartAsync(_log, Options());
            for (var change = 0; change < 4; change++)
            {
                goals.Add($"g{goals.Count}");
                _provider.Show(TallyFormat.Document("m1", goals));
                var asked = _provider.Requests.Count;
                await IngestHost.EventuallyAsync(() => Task.FromResult(_provider.Requests.Count > asked));
            }
            for (var step = random.Next(2_000); step > 0; step--) await Task.Yield();
            await host.KillAsync();
        }
        await using var last = await FeedHost.StartAsync(_log, Options());
        await FeedHost.UntilAsync(_log, "m1", match => match.Incidents.Count == goals.Count);
        Assert.Equal(["m1:fixture", .. goals.Select(static goal => $"m1:{goal}")], await FeedHost.EventsAsync(_log, "m1"));
    }

    [Fact]
    public async Task What_was_taken_back_before_and_after_a_kill_is_taken_back()
    {
        for (var document = 0; document < TakenBack.Documents.Count; document++)
        {
            _provider.Show(TakenBack.Documents[document]);
            await using var host = await FeedHost.StartAsync(_log, Options());
            await TakenBack.ReachedAsync(_log, document);
            await host.KillAsync();
        }
    }

    /// <summary>The log takes the events and what is noted before them, and nothing after them: there the process ends.</summary>
    [Fact]
    public async Task A_goal_that_the_provider_showed_only_just_before_a_kill_is_taken_back()
    {
        _provider.Show(TallyFormat.Document("m1", "g1", "g2"));
        var deaf = new DeafLog(_log, FeedPlace.IdOf(FeedHost.Feed), "m1");
        await using (var host = await FeedHost.StartAsync(deaf, Options()))
        {
            await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Count == 2);
            await host.KillAsync();
        }

        _provider.Show(TallyFormat.Document("m1", "g1"));
        await using var next = await FeedHost.StartAsync(_log, Options());
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Any(
            static incident => incident.Id == "g2" && incident.State == IncidentState.Types.Value.Voided));
    }

    [Fact]
    public async Task Events_of_a_document_that_was_noted_and_not_told_before_a_kill_are_told_by_the_next_process()
    {
        var deaf = new DeafLog(_log, "m1");
        _provider.Show(TallyFormat.Document("m1", "g1"));
        await using (var host = await FeedHost.StartAsync(deaf, Options()))
        {
            await IngestHost.EventuallyAsync(async () => (await IngestHost.EntriesAsync(_log, FeedPlace.IdOf(FeedHost.Feed))).Count > 0);
            await host.KillAsync();
        }

        var asked = _provider.Requests.Count;
        await using var next = await FeedHost.StartAsync(_log, Options());
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Count == 1);
        await IngestHost.EventuallyAsync(() => Task.FromResult(_provider.Requests.Count > asked));
        Assert.Equal("\"r1\"", _provider.Requests.ElementAt(asked).IfNoneMatch); // and not fetched once more
    }

    [Fact]
    public async Task While_the_log_is_away_nothing_is_polled_and_nothing_is_lost()
    {
        _provider.Show(TallyFormat.Document("m1", "g1"));
        var away = new AwayLog(_log);
        await using var host = await FeedHost.StartAsync(away, Options());
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Count == 1);
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Revision == 1));
        var retries = host.Retries.Values.Count; // the log may have taken its time to open
        away.IsAway = true;
        _provider.Show(TallyFormat.Document("m1", "g1", "g2"));
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Retries.Values.Count > retries));
        var asked = _provider.Requests.Count;
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Retries.Values.Count > retries + 2));
        Assert.Equal(asked, _provider.Requests.Count);

        away.IsAway = false;
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Count == 2);
    }

    [Theory]
    [InlineData("{\"tally\":\"m1\",\"goals\":[")]
    [InlineData("no format at all")]
    [InlineData("{\"tally\":42,\"goals\":7}")] // trips the adapter
    public async Task Poison_is_put_aside_with_bytes_and_place_and_the_feed_goes_on(string poison)
    {
        _provider.Show(poison);
        await using var host = await FeedHost.StartAsync(_log, Options(query: "?key=secret"));
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Poison.Count == 1));
        _provider.Show(TallyFormat.Document("m1", "g1"));
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Count == 1);

        var put = Assert.Single(host.Memory.Poison);
        Assert.Equal((poison, _provider.Url, (uint)poison.Length), (put.Content.ToStringUtf8(), put.Place, put.Size));
        Assert.NotEmpty(put.Reason);
        Assert.Equal([1.0], host.PutAside.Values);
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_put_aside_by_its_beginning()
    {
        _provider.Show(new string('x', 5000));
        await using var host = await FeedHost.StartAsync(_log, Options(sizeMax: 1024));
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Poison.Count == 1));
        Assert.Equal(1024, host.Memory.Poison[0].Content.Length);
        Assert.Contains("too large", host.Memory.Poison[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_go_with_every_request_and_an_answer_that_breaks_off_or_refuses_is_asked_for_again()
    {
        var broken = 0;
        _provider.Show(TallyFormat.Document("m1", "g1"));
        _provider.Instead(async http =>
        {
            switch (Interlocked.Increment(ref broken))
            {
                case 1:
                    http.Response.StatusCode = 503;
                    return true;
                case 2:
                    http.Response.ContentLength = 100;
                    await http.Response.Body.WriteAsync("{\"tally\""u8.ToArray());
                    http.Abort();
                    return true;
                default:
                    return false;
            }
        });
        var options = Options();
        options.Poll.Headers.Add("X-Api-Key: k1");
        await using var host = await FeedHost.StartAsync(_log, options);
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Count == 1);
        Assert.Equal(2, host.Retries.Values.Count);
        Assert.All(_provider.Requests, static headers => Assert.Equal("k1", headers["X-Api-Key"]));
        Assert.Empty(host.Memory.Poison);
    }

    [Fact]
    public async Task Of_two_processes_one_polls_and_the_other_goes_on_where_it_stopped()
    {
        _provider.Show(TallyFormat.Document("m1", "g1", "g2"));
        await using var first = await FeedHost.StartAsync(_log, Of("one"), ClusterNode.FreeAddress());
        await IngestHost.EventuallyAsync(() => Task.FromResult(first.Memory.Kept.Count > 0));
        await using var second = await FeedHost.StartAsync(_log, Of("two"), ClusterNode.FreeAddress());
        var asked = _provider.Requests.Count;
        await IngestHost.EventuallyAsync(() => Task.FromResult(_provider.Requests.Count > asked + 3));
        Assert.All(_provider.Requests, static headers => Assert.Equal("one", headers["X-Node"]));

        await first.KillAsync();
        _provider.Show(TallyFormat.Document("m1", "g1"));
        await FeedHost.UntilAsync(_log, "m1", static match => match.Incidents.Any(
            static incident => incident.Id == "g2" && incident.State == IncidentState.Types.Value.Voided));
        Assert.Equal("\"r1\"", _provider.Requests.First(static headers => headers["X-Node"] == "two").IfNoneMatch);

        FeedOptions Of(string node)
        {
            var options = Options();
            options.Poll.Headers.Add($"X-Node: {node}");
            return options;
        }
    }

    private static string Canonical(string id) =>
        $$"""{"id":"{{id}}","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"} }""";

    private FeedOptions Options(string query = "", int sizeMax = 1 << 20)
    {
        var options = new FeedOptions { Transport = "poll", MessageBytesMax = sizeMax };
        options.Poll.Url = _provider.Url + query;
        options.Poll.Interval = TimeSpan.FromMilliseconds(250);
        return options;
    }
}
