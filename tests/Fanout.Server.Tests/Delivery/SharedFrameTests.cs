using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

public sealed class SharedFrameTests
{
    private readonly SharedFrame _shared = new(new ServerFrame { Pong = new Pong { Nonce = 7, ServerTimeMs = 1 } });

    [Fact]
    public void Header_and_payload_are_contiguous_and_separable()
    {
        var proto = _shared.In(FrameEncoding.Proto);
        var json = _shared.In(FrameEncoding.Json);

        Assert.Equal([0x82, (byte)proto.Payload.Length], proto.Whole.Span[..2].ToArray());
        Assert.Equal([0x81, (byte)json.Payload.Length], json.Whole.Span[..2].ToArray());
        Assert.Equal(7u, ServerFrame.Parser.ParseFrom(proto.Payload.Span).Pong.Nonce);
        Assert.Equal(
            """{"pong":{"nonce":7,"serverTimeMs":1}}""", System.Text.Encoding.UTF8.GetString(json.Payload.Span));
        Assert.Equal(proto.Size + json.Size, _shared.EncodedSize);
    }

    [Fact]
    public void Nothing_is_encoded_before_somebody_wants_it()
    {
        Assert.Equal(0, _shared.EncodedSize);
        _shared.In(FrameEncoding.Json);
        Assert.Equal(_shared.In(FrameEncoding.Json).Size, _shared.EncodedSize);
    }

    [Fact]
    public void Everyone_who_wants_it_at_once_gets_the_same_bytes()
    {
        for (var round = 0; round < 200; round++)
        {
            var shared = new SharedFrame(new ServerFrame { Pong = new Pong { Nonce = (uint)round } });
            var frames = new Frame[4];

            Parallel.For(0, frames.Length, index => frames[index] = shared.In(FrameEncoding.Json));

            Assert.All(frames, frame => Assert.Same(frames[0], frame));
        }
    }
}
