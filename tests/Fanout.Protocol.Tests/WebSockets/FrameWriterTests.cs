using System.Buffers;
using CsCheck;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

public sealed class FrameWriterTests
{
    [Fact]
    public void Writes_frames_that_the_other_end_reads() =>
        Gen.Select(Gen.Byte.Array[0, 70_000], Gen.UInt.Nullable(), Gen.Bool).Sample(
            (payload, maskKey, deflated) =>
            {
                var output = new ArrayBufferWriter<byte>();
                FrameWriter.Write(output, Opcode.Binary, payload, deflated, maskKey);
                FrameWriter.Write(output, Opcode.Ping, "still there?"u8, maskKey: maskKey);
                FrameWriter.WriteClose(output, CloseCode.Drain, "bye", maskKey);

                var role = maskKey is null ? WebSocketRole.Client : WebSocketRole.Server;
                using var reader = new MessageReader(role, messageSizeMax: 70_000, deflateAgreed: true);
                Assert.Equal(
                    new Outcome(
                        [
                            new Received(Opcode.Binary, payload, deflated),
                            new Received(Opcode.Ping, "still there?"u8.ToArray()),
                            new Received(Opcode.Close, [0x0F, 0xA0, .. "bye"u8]),
                        ],
                        null),
                    Outcome.Read(reader, [output.WrittenMemory]));
            },
            iter: 200);

    [Fact]
    public void Writes_the_same_into_a_span()
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, Opcode.Text, "1–0"u8, maskKey: 0x01020304);
        var destination = new byte[100];
        var size = FrameWriter.Write(destination, Opcode.Text, "1–0"u8, maskKey: 0x01020304);
        Assert.Equal(output.WrittenSpan, destination.AsSpan(0, size));
    }

    [Fact]
    public void Writes_a_close_without_code_as_an_empty_payload()
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteClose(output, CloseCode.NoStatus, "not sent");
        Assert.Equal("8800", Convert.ToHexStringLower(output.WrittenSpan));
    }
}
