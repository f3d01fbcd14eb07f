using CsCheck;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

/// <summary>Any bytes give messages, “wait” or <see cref="ProtocolViolationException"/>, in bounded memory.</summary>
public sealed class MessageReaderFuzzTests
{
    private const int MessageSizeMax = 2_000;

    private static readonly byte[][] Streams =
    [
        .. WebSocketVectors.Load<MessageVector>("messages.json").Values
            .Concat(WebSocketVectors.Load<MessageVector>("autobahn.json").Values)
            .Select(vector => WebSocketVectors.Bytes(vector.Input))
            .Where(stream => stream.Length is > 0 and < 4_000),
    ];

    private static readonly Gen<int[]> Sizes = Gen.Int[1, 50].Array[1, 4];

    // Few byte values meet the rules of a head by chance; these make most of the random ones begin well.
    private static readonly Gen<byte> HeadByte = Gen.OneOf(
        Gen.Byte,
        Gen.OneOf<byte>(0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8A, 0xC1, 0xFE, 0xFF, 0x7E, 0x7F));

    [Fact]
    public void Random_bytes() =>
        Gen.Select(HeadByte.Array[0, 400], Gen.Enum<WebSocketRole>(), Gen.Bool, Sizes)
            .Sample(Survives, iter: 20_000);

    [Fact]
    public void Valid_streams_with_bytes_changed_cut_out_and_put_in() =>
        Gen.Select(
                Gen.OneOf(Streams),
                Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4_000], Gen.Byte).Array[0, 6],
                Gen.Enum<WebSocketRole>(),
                Gen.Bool,
                Sizes)
            .Sample(
                (stream, changes, role, deflate, sizes) => Survives(Mutate(stream, changes), role, deflate, sizes),
                iter: 20_000);

    private static void Survives(byte[] stream, WebSocketRole role, bool deflate, int[] sizes)
    {
        var pool = new CountingPool();
        var reader = new MessageReader(role, MessageSizeMax, deflate, pool);

        var outcome = Outcome.Read(reader, Segments.Cut(stream, sizes)); // any other exception fails the test

        Assert.All(outcome.Messages, message => Assert.InRange(message.Payload.Length, 0, MessageSizeMax));
        Assert.InRange(pool.BytesOutMax, 0, 2 * (MessageSizeMax + FrameHead.ControlPayloadSizeMax));
        Assert.True(outcome.Violation is null
            or CloseCode.ProtocolError or CloseCode.InvalidPayload or CloseCode.MessageTooBig);
        reader.Dispose();
        Assert.Equal(0, pool.ArraysOut);
    }

    private static byte[] Mutate(byte[] stream, (int Kind, int Place, byte Value)[] changes)
    {
        var bytes = stream.ToList();
        foreach (var (kind, place, value) in changes)
        {
            var index = place % (bytes.Count + 1);
            if (kind == 0 || index == bytes.Count)
            {
                bytes.Insert(index, value);
            }
            else if (kind == 1)
            {
                bytes.RemoveAt(index);
            }
            else
            {
                bytes[index] = value;
            }
        }

        return [.. bytes];
    }
}
