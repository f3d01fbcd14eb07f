using System.Net;
using System.Net.Sockets;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Client.Tests.Connections;

public sealed class SilentServerTests
{
    [Fact]
    public async Task A_server_that_takes_a_connection_and_never_answers_is_left_and_tried_again()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider();
        using var hung = new TcpListener(IPAddress.Loopback, 0);
        hung.Start();
        await using var client = new FanoutClient(new FanoutClientOptions
        {
            Server = new Uri($"http://{hung.LocalEndpoint}/"),
            Time = time,
        });
        var left = new TaskCompletionSource<Exception?>();
        client.ConnectionChanged += (_, changed) => left.TrySetResult(changed.Cause);
        using var first = await hung.AcceptTcpClientAsync(cancellation);

        time.Advance(TimeSpan.FromSeconds(20));
        Assert.EndsWith("no answer to the handshake within 20 s", (await left.Task.WaitAsync(cancellation))?.Message);
        var second = hung.AcceptTcpClientAsync(cancellation).AsTask();
        while (!second.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(500)); // the longest first wait, once it has begun
            await Task.Yield();
        }

        (await second).Dispose();
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_listener_of_the_program_that_throws_ends_the_subscriptions_with_what_it_threw()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var server = new PlayedServer();
        await using var client = new FanoutClient(new FanoutClientOptions { Server = server.Address });
        client.ConnectionChanged += static (_, _) => throw new InvalidOperationException("a listener's own");
        using var match = client.Match("m1");
        var waiting = match.WaitForAsync(static _ => true, cancellation);

        await server.AcceptAsync(cancellation);

        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
        Assert.Equal("a listener's own", told.Message);
    }

    [Fact]
    public async Task A_reader_of_entries_who_pauses_for_long_keeps_its_connection()
    {
        const int EntryCount = 1100; // more than are read ahead
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider();
        using var server = new PlayedServer();
        await using var client = new FanoutClient(new FanoutClientOptions { Server = server.Address, Time = time });
        using var connected = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        client.ConnectionChanged += (_, changed) =>
        {
            if (!changed.IsConnected)
                connected.Cancel();
        };
        using var events = client.EventsFromStart("m1", epoch: 1);
        await server.AcceptAsync(cancellation);
        var asked = await server.HearAsync(cancellation);
        await server.SayAsync(
            new ServerFrame { Subscribed = new Subscribed { Ref = asked.Subscribe.Ref, TopicId = 7, Answer = Answer.Types.Value.Replay } },
            cancellation);
        for (var seq = 1u; seq <= EntryCount; seq++)
            await server.SayAsync(new ServerFrame { Entry = new Entry { TopicId = 7, Seq = seq } }, cancellation);
        while (!events.HoldsUp) // from now on the silence is ours
            await Task.Yield();

        for (var quarter = 0; quarter < 12; quarter++)
        {
            time.Advance(TimeSpan.FromSeconds(2.5));
            await Task.Yield();
        }

        await using var entries = events.ReadAllAsync(connected.Token).GetAsyncEnumerator(connected.Token);
        for (var seq = 1u; seq <= EntryCount; seq++)
        {
            Assert.True(await entries.MoveNextAsync());
            Assert.Equal(seq, entries.Current.Position.Seq);
        }
        Assert.True(client.IsConnected);
    }
}
