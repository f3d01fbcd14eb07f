using System.Text;
using CsCheck;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

public sealed class MessageReaderPropertyTests
{
    private const int MessageSizeMax = 1_000;

    private static readonly Gen<byte[]> Utf8 =
        Gen.String[Gen.Char['\0', '\ud7ff'], 0, 200].Select(Encoding.UTF8.GetBytes);

    private static readonly Gen<Received> Data = Gen.OneOf(
        Utf8.Select(payload => new Received(Opcode.Text, payload)),
        Gen.Byte.Array[0, MessageSizeMax].Select(payload => new Received(Opcode.Binary, payload)),
        Gen.Byte.Array[0, 300].Select(payload => new Received(Opcode.Text, payload, Deflated: true)));

    private static readonly Gen<Received> Control = Gen.Select(
        Gen.OneOf(Opcode.Ping, Opcode.Pong),
        Gen.Byte.Array[0, FrameHead.ControlPayloadSizeMax],
        (opcode, payload) => new Received(opcode, payload));

    // A message, where it is cut into fragments, and a control frame between any two of those.
    private static readonly Gen<(Received Message, double[] Cuts, Received? Between)> Sent = Gen.Select(
        Gen.OneOf(Data, Control),
        Gen.Double[0, 1].Array[0, 3],
        Control.Null(),
        (message, cuts, between) => (message, cuts, between));

    [Fact]
    public void Reads_back_what_was_written_over_any_segmentation() =>
        Gen.Select(Sent.Array[0, 8], Gen.Enum<WebSocketRole>(), Gen.UInt, Gen.Int[1, 300].Array[1, 6])
            .Sample((sent, role, maskSeed, sizes) =>
            {
                var expected = new List<Received>();
                var stream = new List<byte>();
                foreach (var (message, cuts, between) in sent)
                {
                    Encode(message, cuts, between, role == WebSocketRole.Server ? maskSeed : null, stream, expected);
                }

                using var reader = new MessageReader(role, MessageSizeMax, deflateAgreed: true);
                var parts = Segments.Cut(stream.ToArray(), sizes);
                Assert.Equal(new Outcome(expected, null), Outcome.Read(reader, parts));
            });

    private static void Encode(
        Received message, double[] cuts, Received? between, uint? maskKey, List<byte> stream, List<Received> expected)
    {
        if (message.Opcode.IsControl())
        {
            cuts = [];
        }

        var start = 0;
        var isFirst = true;
        foreach (var cut in cuts.Order())
        {
            var end = (int)(cut * message.Payload.Length);
            stream.AddRange(Fragment(message, start, end, final: false, maskKey, isFirst));
            (start, isFirst) = (end, false);
            if (between is not null)
            {
                stream.AddRange(Fragment(between, 0, between.Payload.Length, final: true, maskKey, isFirst: true));
                expected.Add(between);
            }
        }

        stream.AddRange(Fragment(message, start, message.Payload.Length, final: true, maskKey, isFirst));
        expected.Add(message);
    }

    private static byte[] Fragment(Received message, int start, int end, bool final, uint? maskKey, bool isFirst)
    {
        var opcode = isFirst ? message.Opcode : Opcode.Continuation;
        var head = new FrameHead(opcode, final, isFirst && message.Deflated, end - start, maskKey);
        return RawFrame.Encode(head, message.Payload.AsSpan(start..end));
    }
}
