using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delivery;

/// <summary>Large frames go out deflated to those who agreed to it, and are deflated once for all of them.</summary>
public sealed class DeflatedFrameTests
{
    private const int BytesMin = 512;

    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void A_snapshot_comes_deflated_and_a_delta_as_it_is(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Incident("i0", 0, text: new string('x', 2_000)));
        var plain = node.Connect(TestNode.Encoding(subprotocol));
        var deflated = node.Connect(TestNode.Encoding(subprotocol), deflateBytesMin: BytesMin);
        foreach (var client in new[] { plain, deflated })
        {
            client.Greeted();
            client.Subscribe("match/m1");
        }

        Assert.Equal(plain.Read()[1], deflated.Read()[1]);
        Assert.InRange(plain.Sink.BytesTaken - deflated.Sink.BytesTaken, 1_500, long.MaxValue);
        Assert.Equal(1, deflated.DeflatedCount);

        match.Publish(SourceMatch.Score(1, 0));
        Assert.Equal(Assert.Single(plain.Read()), Assert.Single(deflated.Read()));
        Assert.Equal(1, deflated.DeflatedCount);
    }

    [Fact]
    public void All_who_agreed_share_one_form_and_the_floor_is_met_exactly()
    {
        var frame = new SharedFrame(Goodbye(100)).In(FrameEncoding.Json);
        var size = frame.Payload.Length;

        Assert.Same(frame.Deflated, frame.Deflated);
        Assert.True(new WebSocketWire(FrameEncoding.Json, size).Form(frame, null!).Equals(frame.Deflated.Whole));
        Assert.True(new WebSocketWire(FrameEncoding.Json, size + 1).Form(frame, null!).Equals(frame.Whole));
        Assert.True(WebSocketWire.Json.Form(frame, null!).Equals(frame.Whole));
    }

    [Fact]
    public void The_first_frame_alone_says_that_it_is_deflated()
    {
        var deflated = new SharedFrame(Goodbye(100)).In(FrameEncoding.Json).Deflated;

        Assert.True(FrameHead.TryRead(deflated.Whole.Span, out var head, out var headSize));
        Assert.Equal((Opcode.Text, true, true), (head.Opcode, head.Final, head.Deflated));
        Assert.Equal(deflated.Size - headSize, head.PayloadSize);
    }

    [Fact]
    public void What_does_not_become_smaller_stays_as_it_is()
    {
        var frame = new SharedFrame(Goodbye(0)).In(FrameEncoding.Proto);
        Assert.Same(frame, frame.Deflated);
        Assert.Equal(frame.Size, frame.HeldSize);
    }

    [Fact]
    public void Its_deflated_form_counts_among_what_a_frame_holds()
    {
        var shared = new SharedFrame(Goodbye(100));
        var frame = shared.In(FrameEncoding.Proto);
        Assert.Equal(frame.Size, shared.EncodedSize);
        var deflated = frame.Deflated;
        Assert.Equal(frame.Size + deflated.Size, shared.EncodedSize);
    }

    [Fact]
    public void Everyone_who_wants_it_at_once_gets_the_same_bytes()
    {
        for (var round = 0; round < 100; round++)
        {
            var frame = new SharedFrame(Goodbye(100)).In(FrameEncoding.Proto);
            var forms = new Frame[4];

            Parallel.For(0, forms.Length, index => forms[index] = frame.Deflated);

            Assert.All(forms, form => Assert.Same(forms[0], form));
        }
    }

    private static ServerFrame Goodbye(int reasonSize) =>
        new() { Goodbye = new Goodbye { Reason = new string('x', reasonSize) } };
}
