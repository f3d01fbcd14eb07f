using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Sessions;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Conversations;

public sealed class ConnectionTests
{
    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void Ping_is_answered_with_the_nonce_and_the_servers_time(string subprotocol)
    {
        var node = new TestNode();
        var client = node.Connect(subprotocol);

        client.Send(new ClientFrame { Ping = new Ping { Nonce = 77 } });

        var pong = Assert.Single(client.Read()).Pong;
        Assert.Equal((77u, (double)node.UnixMs), (pong.Nonce, pong.ServerTimeMs));
    }

    [Theory]
    [InlineData("proto", new byte[] { 0x0a, 0xff })]
    [InlineData("json", new byte[] { (byte)'{' })]
    [InlineData("json", new byte[0])]
    public void What_is_not_a_frame_message_closes_with_4503_and_disturbs_nobody_else(
        string subprotocol, byte[] payload)
    {
        var node = new TestNode();
        var match = node.Match();
        var (client, other) = (node.Connect(subprotocol), node.Connect(subprotocol));
        other.Subscribe("match/m1");
        other.Read();

        client.SendRaw(subprotocol == "json" ? Opcode.Text : Opcode.Binary, payload);
        match.Publish(SourceMatch.Score(1, 0));

        Assert.Equal(4503u, Assert.Single(client.Read()).Goodbye.Code);
        Assert.Equal(CloseCode.StreamProtocolError, client.Closed);
        Assert.True(client.Sink.Ended);
        Assert.Equal(2u, Assert.Single(other.Read()).Delta.Seq);
    }

    [Theory, MemberData(nameof(Both))]
    public void The_wrong_kind_of_message_closes_with_1003(string subprotocol)
    {
        var client = new TestNode().Connect(subprotocol);

        client.SendRaw(subprotocol == "json" ? Opcode.Binary : Opcode.Text, (byte)'x');
        client.Read();

        Assert.Equal(CloseCode.UnsupportedData, client.Closed);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_frame_that_asks_for_more_answers_than_a_list_may_have_elements_closes_with_4503(string subprotocol)
    {
        const int listCountMax = 10_000; // docs/protocol/json.md
        var (client, other) = (new TestNode().Connect(subprotocol), new TestNode().Connect(subprotocol));

        client.Send(new ClientFrame { Unsubscribe = new Unsubscribe { TopicIds = { new uint[listCountMax + 1] } } });
        other.Send(new ClientFrame { Unsubscribe = new Unsubscribe { TopicIds = { new uint[listCountMax] } } });

        Assert.Equal(4503u, Assert.Single(client.Read()).Goodbye.Code);
        Assert.Equal(listCountMax, other.Read().Count(static frame => frame.Error is not null));
    }

    [Fact]
    public void A_broken_framing_closes_with_its_own_code_and_without_goodbye()
    {
        var client = new TestNode().Connect("proto");

        client.Connection.Post(new Violation(CloseCode.MessageTooBig, "payload of 70112 bytes exceeds 65536"));

        Assert.Empty(client.Read());
        Assert.Equal(CloseCode.MessageTooBig, client.Closed);
    }

    [Fact]
    public void Unknown_frames_and_members_are_ignored_in_protobuf()
    {
        var client = new TestNode().Connect("proto");

        client.SendRaw(Opcode.Binary, 0xfa, 0x01, 0x02, 0x08, 0x01); // field 31: a frame of a later minor
        client.SendRaw(Opcode.Binary); // no frame at all
        client.SendRaw(Opcode.Binary, 0x2a, 0x05, 0x08, 0x05, 0xb8, 0x3e, 0x01); // ping { nonce 5, field 999: 1 }

        Assert.Equal(5u, Assert.Single(client.Read()).Pong.Nonce);
    }

    [Fact]
    public void Unknown_frames_and_members_are_ignored_in_json()
    {
        var client = new TestNode().Connect("json");

        client.SendRaw(Opcode.Text, """{"wave":{"hand":"left"}}"""u8);
        client.SendRaw(Opcode.Text, "{}"u8);
        client.SendRaw(Opcode.Text, """{"ping":{"nonce":5,"colour":"BLUE"}}"""u8);

        Assert.Equal(5u, Assert.Single(client.Read()).Pong.Nonce);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_websocket_ping_is_answered(string subprotocol)
    {
        var client = new TestNode().Connect(subprotocol);

        client.SendRaw(Opcode.Ping, 1, 2, 3);

        Assert.Empty(client.Read());
        Assert.Equal([Opcode.Pong], client.Controls);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_close_is_answered_with_the_same_code_and_ends_the_connection(string subprotocol)
    {
        var node = new TestNode();
        var client = node.Connect(subprotocol);

        client.SendRaw(Opcode.Close, 0x03, 0xe9); // 1001

        Assert.Empty(client.Read());
        Assert.Equal(CloseCode.GoingAway, client.Closed);
        Assert.True(client.Sink.Ended);
        client.Connection.PostEnded();
        node.Turn();
        Assert.Equal(0, node.Shards.ConnectionCount);
    }

    [Fact]
    public void The_server_pings_every_25_seconds_and_gives_up_after_120_without_a_byte()
    {
        var node = new TestNode();
        var client = node.Connect("proto");

        node.Pass(TimeSpan.FromSeconds(26));
        client.Read();
        Assert.Equal([Opcode.Ping], client.Controls);
        node.Pass(TimeSpan.FromSeconds(92));
        client.Read();
        Assert.Null(client.Closed);
        node.Pass(TimeSpan.FromSeconds(4));

        Assert.Equal(4002u, client.Read()[^1].Goodbye.Code);
        Assert.Equal(CloseCode.PingTimeout, client.Closed);
    }

    [Fact]
    public void Any_received_byte_counts_as_a_sign_of_life()
    {
        var node = new TestNode();
        var client = node.Connect("proto");

        for (var minute = 0; minute < 10; minute++)
        {
            node.Pass(TimeSpan.FromSeconds(60));
            client.Connection.Touch(); // half a frame, say
        }
        client.Read();

        Assert.Null(client.Closed);
    }

    [Fact]
    public void Control_frames_are_never_dropped_and_a_peer_that_makes_too_many_is_not_read()
    {
        var node = new TestNode(configure: options => options.ControlBytesMax = 1024);
        var client = node.Connect("json");
        client.Sink.Open(0);
        var sent = 0u;
        while (client.Sink.Credits > 0)
        {
            client.Send(new ClientFrame { Ping = new Ping { Nonce = ++sent } });
            node.Turn();
        }
        Assert.InRange(client.Connection.HeldBytes, 1024, 1024 + 100);

        client.Sink.Open(null);

        var nonces = client.Read().Select(frame => frame.Pong.Nonce);
        Assert.Equal(Enumerable.Range(1, (int)sent).Select(nonce => (uint)nonce), nonces);
        Assert.Equal(1, client.Sink.Credits);
    }

    [Fact]
    public void A_lost_connection_leaves_nothing_behind()
    {
        var node = new TestNode();
        var match = node.Match();
        var clients = Enumerable.Range(0, 5).Select(_ => node.Connect("proto")).ToList();
        foreach (var client in clients)
        {
            client.Subscribe("match/m1");
            client.Subscribe("score/m1");
            client.Read();
        }

        clients[0].Connection.PostEnded();
        clients[3].Connection.PostEnded();
        node.Turn();
        match.Publish(SourceMatch.Score(1, 0));
        node.Turn();

        Assert.Equal(3, node.Shards.ConnectionCount);
        Assert.All(node.Registry.All, topic => Assert.Equal(3, topic.SubscriberCount));
        Assert.Equal(2, clients[4].ReadSent().Count(frame => frame.Delta is not null));
        Assert.Empty(clients[3].ReadSent());
    }
}
