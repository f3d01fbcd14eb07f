using System.Buffers.Binary;
using System.Globalization;
using CsCheck;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

public sealed class FrameHeadTests
{
    private static readonly IReadOnlyDictionary<string, HeadVector> Golden =
        WebSocketVectors.Load<HeadVector>("heads.json");

    private static readonly Gen<FrameHead> Heads = Gen.Select(
        Gen.Enum<Opcode>(),
        Gen.Bool,
        Gen.Bool,
        Gen.OneOf(Gen.Long[0, 130], Gen.Long[65_000, 66_000], Gen.Long[0, long.MaxValue]),
        Gen.UInt.Nullable(),
        (opcode, final, deflated, size, key) => opcode.IsControl()
            ? new FrameHead(opcode, Final: true, Deflated: false, size % 126, key)
            : new FrameHead(opcode, final, deflated && opcode != Opcode.Continuation, size, key));

    public static TheoryData<string> Names => WebSocketVectors.Names(Golden);

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_a_vector(string name)
    {
        var vector = Golden[name];
        var head = vector.ToHead();
        var destination = new byte[FrameHead.SizeMax];
        var size = head.Write(destination);
        Assert.Equal(vector.Head, Convert.ToHexStringLower(destination.AsSpan(0, size)));
        Assert.Equal(head.Size, size);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_a_vector_and_waits_at_every_cut(string name)
    {
        var vector = Golden[name];
        var bytes = Convert.FromHexString(vector.Head);
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            Assert.False(FrameHead.TryRead(bytes.AsSpan(0, cut), out _, out _));
        }

        Assert.True(FrameHead.TryRead([.. bytes, 0xAA], out var head, out var size));
        Assert.Equal(vector.ToHead(), head);
        Assert.Equal(bytes.Length, size);
    }

    [Fact]
    public void Reads_back_what_it_wrote() => Heads.Sample(head =>
    {
        var bytes = new byte[FrameHead.SizeMax];
        var written = head.Write(bytes);
        return FrameHead.TryRead(bytes, out var read, out var size) && read == head && size == written;
    });

    private sealed record HeadVector(
        string Name,
        string Head,
        Opcode Opcode,
        bool Final,
        bool Deflated,
        string PayloadSize,
        string? MaskKey = null) : WebSocketVectors.INamed
    {
        public FrameHead ToHead() => new(
            Opcode,
            Final,
            Deflated,
            long.Parse(PayloadSize, CultureInfo.InvariantCulture),
            MaskKey is null ? null : BinaryPrimitives.ReadUInt32LittleEndian(Convert.FromHexString(MaskKey)));
    }
}
