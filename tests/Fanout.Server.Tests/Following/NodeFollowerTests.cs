using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Following;
using Fanout.Server.Http;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using static Fanout.Protocol.Messages.ServerFrame;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Server.Tests.Following;

public sealed class NodeFollowerTests : IAsyncDisposable
{
    private readonly TestNode _node = new(configure: static options =>
        options.PingTimeout = TimeSpan.FromMinutes(20), loaded: false);
    private readonly InMemoryEventLog _log;
    private readonly SwitchableLog _reader;
    private readonly SourceWriter _writer;
    private readonly FollowProgress _progress;
    private NodeFollower? _follower;

    public NodeFollowerTests()
    {
        _log = new InMemoryEventLog(1, _node.Time);
        _reader = new SwitchableLog(_log);
        _writer = new SourceWriter(_log, _node.Time);
        _progress = new FollowProgress(_node.Time);
    }

    [Fact]
    public async Task A_node_loads_the_log_becomes_ready_and_follows()
    {
        await OpenAsync(_writer);
        await _writer.PublishAsync("m1", SourceMatch.Score(1, 0));
        Assert.Equal("loading the log", _node.Status.Reason);

        Start();
        await Until(() => _node.Status.Ready);
        Assert.Equal(_writer.State("m1").Hash, _node.Matches.Find("m1")!.Current.State.Hash);
        await _writer.PublishAsync("m1", SourceMatch.Score(2, 0));
        await _writer.PublishAsync("m2", SourceMatch.Score(0, 1));

        await Until(() => _node.Matches.Find("m2") is not null);
        Assert.Equal(_writer.State("m1").Hash, _node.Matches.Find("m1")!.Current.State.Hash);
        Assert.Equal(_writer.Position("m1"), _node.Matches.Find("m1")!.Current.Position.ToLog());
        Assert.Equal(0, _node.Publisher.Contradictions);
    }

    [Fact]
    public async Task Who_waits_for_a_sequence_finds_it_on_the_node()
    {
        await OpenAsync(_writer);
        await _writer.PublishAsync("m1", SourceMatch.Score(1, 0));
        Start();
        await Until(() => _node.Status.Ready);

        for (var goals = 2; goals < 20; goals++)
        {
            await _writer.PublishAsync("m1", SourceMatch.Score(goals, 0));
            // The clock stands still: nothing but the follower can end this.
            Assert.True(await _progress.WaitAsync(0, (ulong)goals, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
            Assert.Equal(_writer.State("m1").Hash, _node.Matches.Find("m1")!.Current.State.Hash);
        }
    }

    [Fact]
    public async Task A_node_begins_from_a_snapshot_and_the_entries_of_at_least_two_minutes()
    {
        await OpenAsync(_writer);
        await _writer.PublishAsync("m1", SourceMatch.Score(1, 0));
        await _writer.PublishAsync("m1", SourceMatch.Score(2, 0));
        Assert.Equal(SnapshotOutcome.Saved, await _writer.SaveSnapshotAsync());
        await PassAsync(TimeSpan.FromMinutes(3));
        await _writer.PublishAsync("m1", SourceMatch.Score(3, 0));
        await _writer.SaveSnapshotAsync(); // too young to begin from
        await _writer.PublishAsync("m1", SourceMatch.Score(4, 0));

        Start();
        await Until(() => _node.Status.Ready);

        var stream = _node.Matches.Find("m1")!;
        Assert.Equal((4u, _writer.State("m1").Hash), (stream.Current.Position.Seq, stream.Current.State.Hash));
        Assert.Equal(3, stream.Matches.Count); // the snapshot's, and two entries
        Assert.Equal(2, _node.Publisher.Entries);
    }

    [Fact]
    public async Task A_log_that_does_not_answer_makes_the_node_unlevel_after_two_seconds_and_level_again_when_it_does()
    {
        await OpenAsync(_writer);
        await _writer.PublishAsync("m1", SourceMatch.Score(1, 0));
        Start();
        await Until(() => _node.Status.Ready);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1");
        client.Read();

        _reader.Current = null;
        await Until(() => !_node.Status.Ready);
        Assert.False(client.ReadUntil(1)[^1].Level.Level_);
        _reader.Current = _log;
        await Until(() => _node.Status.Ready);

        Assert.True(client.ReadUntil(1)[^1].Level.Level_);
    }

    [Fact]
    public async Task A_failover_that_lost_entries_ends_with_what_the_new_epoch_says()
    {
        await OpenAsync(_writer);
        await _writer.PublishAsync("m1", SourceMatch.Score(1, 0));
        await _writer.PublishAsync("over", SourceMatch.Score(7, 0));
        var replica = _log.Fork("run-2");
        await _writer.PublishAsync("m1", SourceMatch.Score(2, 0));
        await _writer.PublishAsync("over", SourceMatch.Score(8, 0));
        await _writer.PublishAsync("never", SourceMatch.Score(1, 1));
        Start();
        await Until(() => _node.Status.Ready && _node.Matches.Count == 3);
        var client = new ModelClient(_node, Fanout.Server.Delivery.FrameEncoding.Proto);
        foreach (var topic in (string[])["match/m1", "score/m1", "events/m1", "match/over", "match/never"])
            client.Subscribe(topic);
        _node.Turn();
        client.TakeIn();

        await PassAsync(LeaseTimes.Expiry);
        await using var successor = new SourceWriter(replica, _node.Time);
        successor.Over.Add("over");
        await OpenAsync(successor);
        _reader.Current = replica;
        await successor.PublishAsync("m1", SourceMatch.Score(1, 1));
        await Until(() =>
        {
            _node.Turn();
            client.TakeIn();
            return Shows(client, successor, "match/m1", "events/m1", "match/over")
                && client.Topic("score/m1").Hash == _node.Matches.Find("m1")!.Score.State.Hash
                && _node.Matches.Find("never") is null;
        });

        Assert.Equal(7, client.Topic("match/over").Match.Head.Score.Home);
        Assert.Equal(0, _node.Publisher.Contradictions);
    }

    [Fact]
    public async Task A_failover_whose_new_epoch_was_trimmed_meanwhile_takes_back_what_nobody_restated()
    {
        await OpenAsync(_writer);
        await _writer.PublishAsync("m1", SourceMatch.Score(1, 0));
        await _writer.PublishAsync("over", SourceMatch.Score(7, 0));
        var replica = _log.Fork("run-2");
        await _writer.PublishAsync("over", SourceMatch.Score(8, 0));
        await _writer.PublishAsync("never", SourceMatch.Score(1, 1));
        Start();
        await Until(() => _node.Status.Ready && _node.Matches.Count == 3);
        _reader.Current = null;

        await PassAsync(LeaseTimes.Expiry);
        await using var successor = new SourceWriter(replica, _node.Time);
        successor.Over.Add("over");
        await OpenAsync(successor);
        await successor.PublishAsync("m1", SourceMatch.Score(1, 1));
        await successor.SaveSnapshotAsync();
        var end = (await replica.ReadAsync(0, LogPosition.Start, 0, TestContext.Current.CancellationToken)).Head.Position.Sequence;
        Assert.Equal(end, await replica.TrimAsync(0, end, TestContext.Current.CancellationToken));
        _reader.Current = replica;
        await Until(() => _node.Status.Ready && _node.Matches.Find("m1")!.Current.Position.Epoch == successor.Position("m1").Epoch);

        Assert.Equal(7, _node.Matches.Find("over")!.Current.State.Head.Score.Home);
        Assert.Null(_node.Matches.Find("never"));
        Assert.Equal(successor.State("m1").Hash, _node.Matches.Find("m1")!.Current.State.Hash);
    }

    [Fact]
    public async Task A_store_that_lost_everything_ends_no_subscription()
    {
        await OpenAsync(_writer);
        await _writer.PublishAsync("m1", SourceMatch.Score(1, 0));
        await _writer.PublishAsync("m1", SourceMatch.Score(2, 0));
        Start();
        await Until(() => _node.Status.Ready);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1");
        client.Read();

        var empty = new InMemoryEventLog(1, _node.Time, "run-2");
        _reader.Current = empty;
        await Until(() => !_node.Status.Ready);
        var stale = client.ReadUntil(1);
        await _writer.GoOnInAsync(empty);
        await Until(() => _node.Status.Ready);
        var frames = client.ReadUntil(3);

        Assert.Equal([FrameOneofCase.Level], stale.Select(frame => frame.FrameCase));
        Assert.False(stale[0].Level.Level_);
        Assert.Equal(
            [FrameOneofCase.Snapshot, FrameOneofCase.Subscribed, FrameOneofCase.Level],
            frames.Select(frame => frame.FrameCase).Order());
        Assert.Equal(_writer.State("m1").Hash, _node.Matches.Find("m1")!.Current.State.Hash);
        Assert.Equal(_writer.Position("m1"), _node.Matches.Find("m1")!.Current.Position.ToLog());
        Assert.Equal(0, _node.Publisher.Contradictions);
    }

    [Fact]
    public async Task Following_that_failed_goes_on_where_it_stood_and_shows_no_older_state()
    {
        await OpenAsync(_writer);
        await _writer.PublishAsync("m1", SourceMatch.Score(1, 0));
        await _writer.SaveSnapshotAsync();
        await PassAsync(TimeSpan.FromMinutes(3));
        await _writer.PublishAsync("m1", SourceMatch.Score(2, 0));
        await _writer.PublishAsync("m2", SourceMatch.Score(1, 1));
        Start();
        await Until(() => _node.Status.Ready);
        var client = _node.Connect("proto");
        foreach (var topic in (string[])["match/m1", "match/m2"])
            client.Subscribe(topic);
        client.Read();

        _reader.Failure = new InvalidOperationException("a fault of ours");
        await Until(() => !_node.Status.Ready);
        await Until(() => _node.Status.Ready);
        var frames = client.Read();
        await _writer.PublishAsync("m1", SourceMatch.Score(3, 0));
        await Until(() => _node.Matches.Find("m1")!.Current.Position.Seq == 3);

        frames.AddRange(client.ReadUntil(1)); // told a moment after it is there
        Assert.Equal(
            [FrameOneofCase.Level, FrameOneofCase.Level, FrameOneofCase.Delta],
            frames.Select(frame => frame.FrameCase));
        Assert.Equal(_writer.State("m1").Hash, frames[^1].Delta.StateHash);
    }

    [Fact]
    public void A_snapshot_older_than_what_is_shown_changes_nothing_unless_the_log_took_that_back()
    {
        var match = _node.Match();
        var old = new LoadedMatch
        {
            Partition = 0,
            MatchId = "m1",
            Position = new MatchPosition(match.Epoch, 1),
            State = match.State,
            Times = MatchTimes.None,
            LogSequence = 0,
            PublishedMs = 0,
        };
        match.Publish(SourceMatch.Score(1, 0));

        _node.Publisher.Load(old);
        Assert.Equal(2u, _node.Matches.Find("m1")!.Current.Position.Seq);
        _node.Publisher.Load(old with { TakesBack = true });
        Assert.Equal(1u, _node.Matches.Find("m1")!.Current.Position.Seq);
    }

    [Fact]
    public async Task A_match_stands_on_the_same_boards_and_days_after_a_restart()
    {
        await OpenAsync(_writer);
        await GoesAsync("night", StatusValue.Live); // 18:00 on the 22nd
        await GoesAsync("ended", StatusValue.Live);
        await GoesAsync("ended", StatusValue.Ended);
        await PassAsync(TimeSpan.FromMinutes(15));
        await GoesAsync("just", StatusValue.Live);
        await GoesAsync("just", StatusValue.Ended);
        await PassAsync(TimeSpan.FromHours(7));
        await _writer.PublishAsync("night", SourceMatch.Score(1, 0)); // past midnight
        await GoesAsync("night", StatusValue.Suspended);
        await _writer.SaveSnapshotAsync();
        await PassAsync(TimeSpan.FromMinutes(4));
        await GoesAsync("last", StatusValue.Live);
        await GoesAsync("last", StatusValue.Ended);
        await _writer.SaveSnapshotAsync();
        await PassAsync(TimeSpan.FromMinutes(4));
        Start();
        await Until(() => _node.Status.Ready);

        Assert.Equal(["last"], Rows("live")); // and not for ten minutes more
        Assert.Equal(["ended", "just", "night"], Rows("day/2026-11-22"));
        Assert.Equal(["last", "night"], Rows("day/2026-11-23"));
        Assert.Equal(["last", "night"], Listed("2026-11-23"));
        await PassAsync(TimeSpan.FromMinutes(7));
        _node.Publisher.Tick();
        Assert.Empty(Rows("live"));
    }

    private IEnumerable<string> Rows(string board)
    {
        Assert.True(TopicName.TryParse($"board/{board}", out var name, out _));
        return _node.Boards.Find(name)!.Current.State.ToMessage().Rows.Select(row => row.Id).Order();
    }

    private IEnumerable<string> Listed(string day)
    {
        var asked = new QueryCollection(new Dictionary<string, StringValues> { ["day"] = day });
        Assert.True(MatchQuery.TryParse(asked, out var query, out _));
        return query.Page(_node.Matches.Listed, Rights.All).Matches.Select(row => row.Id).Order();
    }

    private Task GoesAsync(string match, StatusValue status) =>
        _writer.PublishAsync(match, new MatchDelta { Id = match, Status = status });

    private static bool Shows(ModelClient client, SourceWriter source, params string[] topics) =>
        Array.TrueForAll(topics, topic => client.Topic(topic).Hash == source.State(topic.Split('/')[1]).Hash);

    public async ValueTask DisposeAsync()
    {
        if (_follower is not null)
        {
            await _follower.StopAsync(CancellationToken.None);
            _follower.Dispose();
        }
        await _writer.DisposeAsync();
        await _log.DisposeAsync();
    }

    private void Start()
    {
        var loader = new MatchLoader(_reader, _node.Matches, _node.Publisher, _node.Stay, _node.Time);
        _follower = new NodeFollower(
            _reader,
            _node.Matches,
            loader,
            _node.Publisher,
            _node.Status,
            _progress,
            _node.Time,
            NullLogger<NodeFollower>.Instance);
        Assert.True(_follower.StartAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    private async Task OpenAsync(SourceWriter writer)
    {
        var opening = writer.OpenAsync();
        await Until(() => opening.IsCompleted);
        await opening;
    }

    private async Task PassAsync(TimeSpan span)
    {
        for (var left = span; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(500))
        {
            _node.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass until something is so; gives up after a real minute.</summary>
    private async Task Until(Func<bool> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(1), "it does not become so");
            // Time passes no faster than twenty times the real one: what a busy machine is late with must not look minutes old.
            _node.Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
