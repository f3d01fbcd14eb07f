using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Simulating;
using static Fanout.Protocol.Messages.ServerFrame;

namespace Fanout.Server.Tests.Conversations;

public sealed class HelloTests
{
    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void Welcome_comes_unasked_and_first(string subprotocol)
    {
        var node = new TestNode();

        var welcome = Assert.Single(node.Connect(TestNode.Encoding(subprotocol)).Read()).Welcome;

        Assert.Equal("n1", welcome.Node);
        Assert.NotEmpty(welcome.Session);
        Assert.Equal(node.UnixMs, welcome.ServerTimeMs);
        Assert.Equal(25_000u, welcome.PingIntervalMs);
        var limits = welcome.Limits;
        Assert.Equal((65_536u, 1000u, 120u), (limits.MessageBytesMax, limits.TopicsMax, limits.DelaySecondsMax));
    }

    [Theory, MemberData(nameof(Both))]
    public void Hello_without_a_token_is_authorized_where_anonymous_access_is_allowed(string subprotocol)
    {
        var client = new TestNode().Connect(subprotocol);

        client.Send(new ClientFrame { Hello = new Hello { Client = "test/1" } });

        var authorized = Assert.Single(client.Read()).Authorized;
        Assert.Equal(0, authorized.ExpiresMs);
        Assert.Equal(["read"], authorized.Entitlements);
    }

    [Theory, MemberData(nameof(Both))]
    public void Hello_may_be_left_out_where_anonymous_access_is_allowed(string subprotocol)
    {
        var node = new TestNode();
        node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1");

        Assert.Equal(FrameOneofCase.Subscribed, client.Read()[0].FrameCase);
    }

    [Theory, MemberData(nameof(Both))]
    public void Without_anonymous_access_a_subscription_needs_hello_first(string subprotocol)
    {
        var access = new GivenAccess();
        access.Grant("t1");
        var node = new TestNode(access);
        node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", reference: 5);
        var error = Assert.Single(client.Read()).Error;
        client.Send(new ClientFrame { Hello = new Hello { Token = "t1" } });
        client.Subscribe("match/m1", reference: 6);
        var frames = client.Read();

        Assert.Equal((5u, "match/m1", ErrorCode.Types.Value.NotAllowed), (error.Ref, error.Topic, error.Code));
        Assert.Equal(
            [FrameOneofCase.Authorized, FrameOneofCase.Subscribed, FrameOneofCase.Snapshot],
            frames.Select(frame => frame.FrameCase));
    }

    [Theory, MemberData(nameof(Both))]
    public void What_follows_hello_waits_for_its_answer_and_the_peer_is_not_read_meanwhile(string subprotocol)
    {
        var access = new GivenAccess();
        access.Grant("t1");
        var node = new TestNode(access);
        node.Match();
        var client = node.Connect(subprotocol);

        access.Hold();
        client.Send(new ClientFrame { Hello = new Hello { Token = "t1" } });
        Assert.Empty(client.Read());
        Assert.Equal(0, client.Sink.Credits);
        client.Subscribe("match/m1");
        client.Send(new ClientFrame { Ping = new Ping { Nonce = 9 } });
        Assert.Empty(client.Read());
        access.Release();

        Assert.Equal(
            [FrameOneofCase.Authorized, FrameOneofCase.Subscribed, FrameOneofCase.Snapshot, FrameOneofCase.Pong],
            client.ReadUntil(4).Select(frame => frame.FrameCase));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_token_that_is_not_ours_closes_with_4500(string subprotocol)
    {
        var client = new TestNode(new GivenAccess()).Connect(subprotocol);

        client.Send(new ClientFrame { Hello = new Hello { Token = "forged" } });

        Assert.Equal(4500u, Assert.Single(client.Read()).Goodbye.Code);
        Assert.Equal(4500, (int)client.Closed!.Value);
        Assert.True(client.Sink.Ended);
    }

    [Theory, MemberData(nameof(Both))]
    public void Auth_refreshes_a_token_in_band_before_it_ends(string subprotocol)
    {
        var access = new GivenAccess();
        var node = new TestNode(access);
        access.Grant("t1", node.UnixMs + 10_000);
        access.Grant("t2", node.UnixMs + 3_600_000);
        var client = node.Connect(subprotocol);
        client.Send(new ClientFrame { Hello = new Hello { Token = "t1" } });
        client.Read();

        client.Send(new ClientFrame { Auth = new Auth { Token = "t2" } });

        Assert.Equal(node.UnixMs + 3_600_000, Assert.Single(client.Read()).Authorized.ExpiresMs);
        node.Pass(TimeSpan.FromSeconds(20));
        Assert.Null(client.Closed);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_token_that_ends_closes_with_4501(string subprotocol)
    {
        var access = new GivenAccess();
        var node = new TestNode(access);
        access.Grant("t1", node.UnixMs + 10_000);
        var client = node.Connect(subprotocol);
        client.Send(new ClientFrame { Hello = new Hello { Token = "t1" } });
        client.Read();

        node.Pass(TimeSpan.FromSeconds(12));

        Assert.Equal(4501u, Assert.Single(client.Read()).Goodbye.Code);
        Assert.Equal(4501, (int)client.Closed!.Value);
    }

    [Theory, MemberData(nameof(Both))]
    public void More_connections_than_a_token_allows_its_holder_close_with_4504(string subprotocol)
    {
        var access = new GivenAccess();
        access.Grant("t1", connections: 2);
        var node = new TestNode(access);
        var clients = Enumerable.Range(0, 3).Select(_ => node.Connect(subprotocol)).ToList();
        foreach (var client in clients[..2])
        {
            client.Send(new ClientFrame { Hello = new Hello { Token = "t1" } });
            client.Send(new ClientFrame { Auth = new Auth { Token = "t1" } }); // again: one connection all the same
            Assert.All(client.Read(), static frame => Assert.Equal(["read", "connections=2"], frame.Authorized.Entitlements));
        }
        clients[2].Send(new ClientFrame { Hello = new Hello { Token = "t1" } });
        Assert.Equal(4504u, Assert.Single(clients[2].Read()).Goodbye.Code);
        Assert.Equal([null, null, 4504], clients.Select(static client => (int?)client.Closed));

        clients[0].Connection.PostEnded();
        var next = node.Connect(subprotocol);
        next.Send(new ClientFrame { Hello = new Hello { Token = "t1" } });
        Assert.Equal(FrameOneofCase.Authorized, Assert.Single(next.Read()).FrameCase);
    }

    [Theory, MemberData(nameof(Both))]
    public void Topics_that_a_new_token_does_not_allow_are_unsubscribed(string subprotocol)
    {
        var access = new GivenAccess();
        access.Grant("all");
        access.Grant("m2 only", topics: ["match/m2", "score/m2"]);
        var node = new TestNode(access);
        node.Match();
        node.Match("m2");
        var client = node.Connect(subprotocol);
        client.Send(new ClientFrame { Hello = new Hello { Token = "all" } });
        client.Subscribe("match/m1");
        client.Subscribe("match/m2");
        var first = client.Read().First(frame => frame.FrameCase == FrameOneofCase.Subscribed).Subscribed;

        client.Send(new ClientFrame { Auth = new Auth { Token = "m2 only" } });
        client.Subscribe("score/m1");
        var frames = client.Read();

        Assert.Equal(first.TopicId, frames[1].Unsubscribed.TopicId);
        Assert.Equal(UnsubscribedCode.Types.Value.EntitlementLost, frames[1].Unsubscribed.Code);
        Assert.Equal(ErrorCode.Types.Value.NotAllowed, frames[2].Error.Code);
    }
}
