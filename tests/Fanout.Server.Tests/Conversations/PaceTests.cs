using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Sessions;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Conversations;

/// <summary>A client that says more than one may in a while.</summary>
public sealed class PaceTests
{
    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void More_messages_than_may_be_close_with_4003_and_a_hint(string subprotocol)
    {
        var node = new TestNode(configure: static options => options.FramesPerSecond = 2);
        var client = node.Connect(subprotocol);
        for (var count = 0; count < 20; count++)
            client.Send(new ClientFrame { Ping = new Ping { Nonce = (uint)count } });
        Assert.Equal(20, client.Read().Count);

        client.Send(new ClientFrame { Ping = new Ping { Nonce = 21 } });

        var goodbye = Assert.Single(client.Read()).Goodbye;
        Assert.Equal((4003u, 10_000u), (goodbye.Code, goodbye.ReconnectAfterMs));
        Assert.Equal(CloseCode.RateExceeded, client.Closed);
        Assert.True(client.Sink.Ended);
    }

    [Theory]
    [InlineData(37)]
    [InlineData(38)]
    [InlineData(60)]
    [InlineData(24 * 365)]
    public void A_client_may_speak_however_long_the_server_has_run(int hours)
    {
        var node = new TestNode();
        node.Time.Advance(TimeSpan.FromHours(hours));
        var client = node.Connect("proto");
        client.Send(new ClientFrame { Ping = new Ping { Nonce = 1 } });
        Assert.NotNull(Assert.Single(client.Read()).Pong);
    }

    [Theory, MemberData(nameof(Both))]
    public void Pings_of_the_transport_count_like_any_message(string subprotocol)
    {
        var node = new TestNode(configure: static options => options.FramesPerSecond = 1);
        var client = node.Connect(subprotocol);
        for (var count = 0; count <= 10; count++)
            client.SendRaw(Opcode.Ping);
        client.Read();
        Assert.Equal(CloseCode.RateExceeded, client.Closed);
    }

    [Theory, MemberData(nameof(Both))]
    public void Topics_count_each_by_each_however_many_a_message_names(string subprotocol)
    {
        var node = new TestNode(configure: static options => options.SubscribesPerSecond = 1);
        node.Match();
        var client = node.Connect(subprotocol);
        client.Send(Subscribe(6));
        client.Send(Subscribe(4));
        client.Read();
        Assert.Null(client.Closed);

        client.Send(Subscribe(1));
        client.Read();
        Assert.Equal(CloseCode.RateExceeded, client.Closed);
    }

    [Theory, MemberData(nameof(Both))]
    public void Who_goes_on_at_the_pace_that_is_allowed_goes_on_for_ever(string subprotocol)
    {
        var node = new TestNode(configure: static options => options.FramesPerSecond = 2);
        var client = node.Connect(subprotocol);
        for (var second = 0; second < 100; second++)
        {
            for (var count = 0; count < 2; count++)
                client.Send(new ClientFrame { Ping = new Ping { Nonce = 1 } });
            Assert.Equal(2, client.Read().Count(static frame => frame.FrameCase == ServerFrame.FrameOneofCase.Pong));
            node.Pass(TimeSpan.FromSeconds(1));
        }
        Assert.Null(client.Closed);
    }

    [Fact]
    public void A_bucket_is_full_again_after_ten_seconds_and_never_more_than_full()
    {
        var pace = new Pace(0);
        Assert.True(pace.TryTake(30, nowMs: 5_000, perSecond: 3));
        Assert.False(pace.TryTake(1, 5_000, 3));
        Assert.False(pace.TryTake(2, 5_600, 3));
        Assert.True(pace.TryTake(1, 5_600, 3));
        Assert.True(pace.TryTake(30, 1_000_000, 3));
        Assert.False(pace.TryTake(1, 1_000_000, 3));
    }

    [Fact]
    public void A_client_that_was_silent_for_days_is_not_taken_for_one_in_a_hurry()
    {
        var pace = new Pace(0);
        const long hourMs = 3_600_000;
        for (var hour = 1L; hour < 24 * 60; hour++)
        {
            pace.Settle(hour * hourMs);
            var atThatTime = pace;
            Assert.True(atThatTime.TryTake(10, hour * hourMs, 1));
            Assert.False(atThatTime.TryTake(1, hour * hourMs, 1));
        }
    }

    private static ClientFrame Subscribe(int count)
    {
        var subscribe = new Subscribe { Ref = 1 };
        for (var index = 0; index < count; index++)
            subscribe.Topics.Add(new TopicRequest { Topic = "match/m1" });
        return new ClientFrame { Subscribe = subscribe };
    }
}
