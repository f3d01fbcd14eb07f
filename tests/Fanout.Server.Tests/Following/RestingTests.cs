using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Protocol.Messages;
using Fanout.Server.Following;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;
using Microsoft.Extensions.Logging.Abstractions;
using static Fanout.Protocol.Messages.ServerFrame;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Server.Tests.Following;

/// <summary>Matches that are over leave memory, and are to be had nevertheless.</summary>
public sealed class RestingTests : IAsyncDisposable
{
    private readonly TestNode _node = new(configure: static options => options.PingTimeout = TimeSpan.FromMinutes(20));
    private readonly InMemoryEventLog _log;
    private readonly SwitchableLog _reader;
    private readonly SourceWriter _writer;
    private readonly MatchLoader _loader;
    private readonly MatchFetcher _fetcher;
    private bool _follows;

    public RestingTests()
    {
        _log = new InMemoryEventLog(1, _node.Time);
        _reader = new SwitchableLog(_log);
        _writer = new SourceWriter(_log, _node.Time);
        _loader = new MatchLoader(_reader, _node.Matches, _node.Publisher, _node.Stay, _node.Time);
        _fetcher = new MatchFetcher(_node.Fetches, _loader, NullLogger<MatchFetcher>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _fetcher.StopAsync(CancellationToken.None);
        _fetcher.Dispose();
        await _writer.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task What_is_over_and_unread_for_two_days_leaves_memory_boards_and_topics_and_what_is_read_stays()
    {
        await BeginAsync();
        foreach (var match in (string[])["gone", "read", "live"])
            await PublishAsync(match, StatusValue.Live);
        foreach (var match in (string[])["gone", "read"])
            await PublishAsync(match, StatusValue.Final);
        var client = _node.Connect("proto");
        client.Subscribe("score/read");
        client.Read();
        Rows("day/2026-11-22");

        _node.Time.Advance(TimeSpan.FromHours(47));
        _node.Publisher.Forget();
        Assert.Equal(3, _node.Matches.Count);
        _node.Time.Advance(TimeSpan.FromHours(1));
        _node.Publisher.Forget();

        Assert.Equal(["live", "read"], _node.Matches.All.Select(stream => stream.Id).Order());
        Assert.Equal(["live", "read"], Rows("day/2026-11-22"));
        Assert.Equal(1, _node.Matches.RestingCount);
        Assert.Equal(["read"], _node.Registry.All.Where(topic => topic.Name.Kind != TopicKind.Board).Select(
            topic => topic.Name.Key));
    }

    [Fact]
    public async Task Memory_holds_what_is_current_however_many_matches_a_season_has()
    {
        await BeginAsync();
        for (var day = 0; day < 60; day++)
        {
            for (var match = 0; match < 5; match++)
            {
                await PublishAsync($"d{day}m{match}", StatusValue.Live);
                await PublishAsync($"d{day}m{match}", match == 0 ? StatusValue.Ended : StatusValue.Final);
            }
            _node.Time.Advance(TimeSpan.FromDays(1));
            _node.Publisher.Tick();
            _node.Publisher.Forget();
            Assert.InRange(_node.Matches.Count, 0, 3 * 5);
        }
        Assert.Equal(300, _node.Matches.Count + _node.Matches.RestingCount);
    }

    [Fact]
    public async Task A_fixture_that_was_told_weeks_ahead_is_there_at_its_start_and_long_after()
    {
        await BeginAsync();
        var start = _node.Time.GetUtcNow() + TimeSpan.FromDays(30);
        await _writer.PublishAsync("m1", new MatchDelta { Id = "m1", Start = start.ToUnixTimeMilliseconds() });
        await PublishAsync("m1", StatusValue.Scheduled);
        _node.Publisher.Apply((await _log.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries);

        _node.Time.Advance(TimeSpan.FromDays(43));
        _node.Publisher.Forget();
        Assert.NotNull(_node.Matches.Find("m1"));
        _node.Time.Advance(TimeSpan.FromDays(1));
        _node.Publisher.Forget();
        Assert.Null(_node.Matches.Find("m1"));
    }

    [Fact]
    public async Task A_subscription_to_a_match_that_rests_is_answered_from_the_log_in_order_and_then_goes_on()
    {
        await BeginAsync();
        await RestAsync("m1");
        var client = _node.Connect("proto");
        var position = _writer.Position("m1");

        client.Subscribe("match/m1", reference: 1);
        client.Subscribe("match/m1", TopicPosition.From(position).ToMessage(), reference: 2);
        client.Subscribe("match/never", reference: 3);
        var frames = client.ReadUntil(4);

        Assert.Equal(ErrorCode.Types.Value.NotFound, frames.Single(frame => frame.Error is not null).Error.Code);
        var answers = frames.Where(frame => frame.Subscribed is not null).Select(frame => frame.Subscribed).ToList();
        Assert.Equal(
            [(1u, Answer.Types.Value.Snapshot), (2u, Answer.Types.Value.UpToDate)],
            answers.Select(answer => (answer.Ref, answer.Answer)));
        Assert.Equal(_writer.State("m1").Hash, frames.Single(frame => frame.Snapshot is not null).Snapshot.StateHash);
        Assert.Empty(Rows("live"));
        Assert.Empty(Rows("day/2026-11-22")); // it did not come back to the boards because somebody asked

        await PublishAsync("m1", StatusValue.Awarded);
        Assert.Equal(FrameOneofCase.Delta, Assert.Single(client.Read()).FrameCase);
        Assert.Equal(["m1"], Rows("day/2026-11-22"));
        Assert.Equal(0, _node.Publisher.Contradictions);
    }

    [Fact]
    public async Task An_entry_of_a_match_that_rests_wakes_it()
    {
        await BeginAsync();
        await RestAsync("m1");

        await PublishAsync("m1", StatusValue.Awarded);

        Assert.Equal(_writer.State("m1").Hash, _node.Matches.Find("m1")!.Current.State.Hash);
        Assert.Equal((0, 0), (_node.Matches.RestingCount, _node.Publisher.Contradictions));
        Assert.Equal(["m1"], Rows("day/2026-11-22"));
    }

    [Fact]
    public async Task An_entry_that_whoever_fetched_its_match_has_read_already_brings_it_back_to_the_boards_too()
    {
        await BeginAsync();
        await RestAsync("m1");
        var client = _node.Connect("proto");
        var followedTo = (await _log.ReadAsync(0, LogPosition.Start, 0, Cancel)).Head.Position;
        await _writer.PublishAsync("m1", new MatchDelta { Status = StatusValue.Awarded });
        client.Subscribe("match/m1"); // before the node follows
        Assert.Equal(_writer.State("m1").Hash, client.ReadUntil(2)[1].Snapshot.StateHash);
        Assert.Empty(Rows("day/2026-11-22"));

        var page = await _log.ReadAsync(0, followedTo, 10, Cancel);
        await _loader.WakeAsync(page.Entries, Cancel);
        _node.Publisher.Apply(page.Entries);

        Assert.Equal(["m1"], Rows("day/2026-11-22"));
        Assert.Equal(0, _node.Publisher.Contradictions);
        await PublishAsync("m1", StatusValue.Voided);
        Assert.Equal(_writer.State("m1").Hash, client.Read()[^1].Delta.StateHash);
    }

    [Fact]
    public async Task While_the_log_is_away_a_match_that_rests_is_unavailable_and_not_unknown()
    {
        await BeginAsync();
        await RestAsync("m1");
        var client = _node.Connect("proto");

        _reader.Current = null;
        client.Subscribe("events/m1");
        var error = Assert.Single(client.ReadUntil(1)).Error;
        _reader.Current = _log;
        client.Subscribe("events/m1");

        Assert.Equal((ErrorCode.Types.Value.Unavailable, "events/m1"), (error.Code, error.Topic));
        Assert.Equal("events/m1", client.ReadUntil(2)[0].Subscribed.Topic);
    }

    [Fact]
    public async Task What_was_fetched_goes_soon_after_its_last_reader()
    {
        await BeginAsync();
        await RestAsync("m1");
        Assert.True(await _node.Fetches.FetchAsync("m1"));

        _node.Time.Advance(TimeSpan.FromMinutes(9));
        _node.Publisher.Forget();
        Assert.NotNull(_node.Matches.Find("m1"));
        _node.Time.Advance(TimeSpan.FromMinutes(1));
        _node.Publisher.Forget();

        Assert.Equal((0, 1), (_node.Matches.Count, _node.Matches.RestingCount));
    }

    [Fact]
    public async Task A_node_that_starts_does_not_load_what_is_over_for_long()
    {
        await BeginAsync(follow: false);
        await PublishAsync("old", StatusValue.Final);
        _node.Time.Advance(TimeSpan.FromHours(49));
        await PublishAsync("young", StatusValue.Final);
        await _writer.SaveSnapshotAsync();
        _node.Time.Advance(TimeSpan.FromMinutes(3));

        await _loader.LoadAsync(0, Cancel);

        Assert.Equal(["young"], _node.Matches.All.Select(stream => stream.Id));
        Assert.True(await _node.Fetches.FetchAsync("old"));
        Assert.Equal(_writer.State("old").Hash, _node.Matches.Find("old")!.Current.State.Hash);
    }

    private async Task BeginAsync(bool follow = true)
    {
        _follows = follow;
        await _writer.OpenAsync();
        await _fetcher.StartAsync(Cancel);
    }

    private async Task RestAsync(string match)
    {
        await PublishAsync(match, StatusValue.Live);
        await PublishAsync(match, StatusValue.Final);
        _node.Time.Advance(TimeSpan.FromHours(48));
        _node.Publisher.Forget();
        Assert.Null(_node.Matches.Find(match));
    }

    /// <summary>Publishes, and lets the node follow as its follower does.</summary>
    private async Task PublishAsync(string match, StatusValue status)
    {
        var before = (await _log.ReadAsync(0, LogPosition.Start, 0, Cancel)).Head.Position;
        await _writer.PublishAsync(match, new MatchDelta { Id = match, Status = status });
        var page = await _log.ReadAsync(0, before, 10, Cancel);
        if (!_follows)
            return;
        await _loader.WakeAsync(page.Entries, Cancel);
        _node.Publisher.Apply(page.Entries);
    }

    private List<string> Rows(string board)
    {
        Assert.True(TopicName.TryParse($"board/{board}", out var name, out _));
        _node.Pass(TimeSpan.FromSeconds(1)); // a board tells its changes four times a second
        return [.. _node.Boards.Find(name)!.Current.State.ToMessage().Rows.Select(row => row.Id).Order()];
    }
}
