using Fanout.Client.Connections;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Client.Tests.Connections;

public sealed class AskAgainTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PlayedServer _server = new();
    private readonly FanoutClient _client;

    public AskAgainTests() =>
        _client = new FanoutClient(new FanoutClientOptions
        {
            Server = _server.Address,
            Time = _time,
            SilenceMax = TimeSpan.FromDays(1), // time jumps here; no ping is to come of it
        });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0u, 1, 2)]
    [InlineData(5_000u, 5, 6)]
    [InlineData(60_000u, 60, 66)]
    [InlineData(uint.MaxValue, 120, 132)]
    public void The_wait_is_what_was_asked_for_within_bounds_drawn_out_a_little(uint askedMs, int leastSeconds, int mostSeconds)
    {
        for (var run = 0; run < 200; run++)
            Assert.InRange(AskAgain.After(askedMs).TotalSeconds, leastSeconds, mostSeconds);
    }

    [Theory]
    [InlineData(ErrorCode.Types.Value.Unavailable)]
    [InlineData(ErrorCode.Types.Value.DelayUnavailable)]
    public async Task What_cannot_be_had_now_is_asked_for_again_when_the_server_said(ErrorCode.Types.Value code)
    {
        using var subscription = _client.Match("m1", delaySeconds: 60);
        var waiting = new TaskCompletionSource<SubscriptionWaitingEventArgs>();
        subscription.Waiting += (_, args) => waiting.TrySetResult(args);
        await _server.AcceptAsync(Cancellation);
        var first = await _server.HearAsync(Cancellation);
        await RefuseAsync(first.Subscribe.Ref, code, retryAfterMs: 30_000);

        var told = await waiting.Task.WaitAsync(Cancellation);
        Assert.Equal(code, told.Reason.Code);
        Assert.InRange(told.Wait.TotalSeconds, 30, 33);
        var next = _server.HearAsync(Cancellation);
        _time.Advance(told.Wait - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(first.Subscribe.Topics, (await next).Subscribe.Topics);
    }

    [Fact]
    public async Task A_delay_that_nobody_can_have_ends_the_subscription()
    {
        using var subscription = _client.Match("m1", delaySeconds: 60);
        await _server.AcceptAsync(Cancellation);
        await RefuseAsync((await _server.HearAsync(Cancellation)).Subscribe.Ref, ErrorCode.Types.Value.DelayUnavailable, retryAfterMs: 0);

        var refused = await Assert.ThrowsAsync<FanoutException>(() => subscription.WaitForAsync(static _ => true, Cancellation));
        Assert.Equal(ErrorCode.Types.Value.DelayUnavailable, refused.Code);
    }

    [Fact]
    public async Task Who_no_longer_reads_is_not_asked_for_again()
    {
        var left = _client.Match("m1");
        var waiting = new TaskCompletionSource<SubscriptionWaitingEventArgs>();
        left.Waiting += (_, args) => waiting.TrySetResult(args);
        await _server.AcceptAsync(Cancellation);
        await RefuseAsync((await _server.HearAsync(Cancellation)).Subscribe.Ref, ErrorCode.Types.Value.Unavailable, retryAfterMs: 1_000);
        var told = await waiting.Task.WaitAsync(Cancellation);

        left.Dispose();
        _time.Advance(told.Wait);
        using var other = _client.Match("m2");

        Assert.Equal("match/m2", (await _server.HearAsync(Cancellation)).Subscribe.Topics.Single().Topic);
    }

    [Fact]
    public async Task A_topic_that_the_server_gave_up_because_it_could_not_keep_up_is_asked_for_from_where_it_stands()
    {
        using var subscription = _client.Match("m1");
        var waiting = new TaskCompletionSource<SubscriptionWaitingEventArgs>();
        subscription.Waiting += (_, args) => waiting.TrySetResult(args);
        await _server.AcceptAsync(Cancellation);
        var asked = await _server.HearAsync(Cancellation);
        await SubscribedAsync(asked.Subscribe.Ref);
        await SnapshotAsync(Match.From(new MatchState()).Hash);
        await subscription.WaitForAsync(static _ => true, Cancellation);
        await _server.SayAsync(
            new ServerFrame { Unsubscribed = new Unsubscribed { TopicId = 7, Code = UnsubscribedCode.Types.Value.Behind } }, Cancellation);

        _time.Advance((await waiting.Task.WaitAsync(Cancellation)).Wait);
        Assert.Equal(new Position { Epoch = 1, Seq = 4 }, (await _server.HearAsync(Cancellation)).Subscribe.Topics.Single().Position);
    }

    [Fact]
    public async Task Snapshots_that_never_agree_are_not_asked_for_as_fast_as_they_come()
    {
        using var subscription = _client.Match("m1");
        var waiting = new TaskCompletionSource<SubscriptionWaitingEventArgs>();
        subscription.Waiting += (_, args) => waiting.TrySetResult(args);
        await _server.AcceptAsync(Cancellation);
        for (var count = 0; count < 2; count++)
        {
            await SubscribedAsync((await _server.HearAsync(Cancellation)).Subscribe.Ref);
            await SnapshotAsync(stateHash: 12345);
        }

        _time.Advance((await waiting.Task.WaitAsync(Cancellation)).Wait);
        Assert.Null((await _server.HearAsync(Cancellation)).Subscribe.Topics.Single().Position);
        Assert.Equal(2, subscription.HashMismatchCount);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _server.Dispose();
    }

    private Task RefuseAsync(uint reference, ErrorCode.Types.Value code, uint retryAfterMs) => _server.SayAsync(
        new ServerFrame { Error = new Error { Ref = reference, Topic = "match/m1", Code = code, RetryAfterMs = retryAfterMs } }, Cancellation);

    private Task SubscribedAsync(uint reference) => _server.SayAsync(
        new ServerFrame
        {
            Subscribed = new Subscribed { Ref = reference, Topic = "match/m1", TopicId = 7, Answer = Answer.Types.Value.Snapshot },
        },
        Cancellation);

    private Task SnapshotAsync(uint stateHash) => _server.SayAsync(
        new ServerFrame
        {
            Snapshot = new Snapshot
            {
                TopicId = 7,
                Position = new Position { Epoch = 1, Seq = 4 },
                Match = new MatchState(),
                StateHash = stateHash,
            },
        },
        Cancellation);
}
