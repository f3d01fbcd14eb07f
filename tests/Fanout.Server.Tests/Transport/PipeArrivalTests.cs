using Fanout.Protocol.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Transport;

/// <summary>How long the first bytes of a connection are waited for that the web server accepted.</summary>
public sealed class PipeArrivalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_does_not_finish_his_request_in_time_becomes_HTTPs()
    {
        var time = new WatchedTime();
        await using var server = await EchoServer.StartAsync(EchoTransport.Pipes, time);
        using var client = await RawClient.ConnectAsync(server.Address);
        var request = RawClient.Handshake.ReplaceLineEndings("\r\n");
        await client.SendAsync(request[..20]);
        await time.TimerMade.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(5));
        await client.SendAsync(request[20..]);

        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendFrameAsync(Opcode.Text, "late"u8);
        Assert.Equal("Text late", await client.ReadAsync());
        Assert.Equal(1, server.HttpRequestCount);
    }

    [Fact]
    public async Task Who_has_said_nothing_does_not_hold_up_the_servers_end()
    {
        var time = new WatchedTime(); // stands still
        await using var server = await EchoServer.StartAsync(EchoTransport.Pipes, time);
        using var silent = await RawClient.ConnectAsync(server.Address);
        await time.TimerMade.WaitAsync(Cancellation);
        await server.StopAsync();

        Assert.Equal("end", await silent.ReadAsync()); // and no reset, which is what comes when patience has ended
    }

    [Fact]
    public async Task Who_goes_without_a_word_leaves_nothing_behind()
    {
        var time = new WatchedTime();
        await using var server = await EchoServer.StartAsync(EchoTransport.Pipes, time);
        using (await RawClient.ConnectAsync(server.Address))
            await time.TimerMade.WaitAsync(Cancellation);
        while (time.TimerCount > 0)
            await Task.Yield();
    }

    /// <summary>Time that tells when somebody has begun to wait for it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task TimerMade => _made.Task;

        public int TimerCount => Volatile.Read(ref _count);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(this, base.CreateTimer(callback, state, dueTime, period));
            Interlocked.Increment(ref _count);
            _made.TrySetResult();
            return timer;
        }

        private sealed class Timer(WatchedTime time, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                timer.Dispose();
                Interlocked.Decrement(ref time._count);
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
