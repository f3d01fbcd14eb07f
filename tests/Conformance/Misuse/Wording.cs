using System.Globalization;
using System.Text;
using Fanout.Conformance.Tests.Peers;

namespace Fanout.Conformance.Tests.Misuse;

/// <summary>A client's messages as bytes of a subprotocol, written here anew: right ones, odd ones that may be said, and wrong ones.</summary>
internal abstract class Wording
{
    /// <summary>Opcode of its messages.</summary>
    public abstract int Opcode { get; }

    /// <summary>Name of the subprotocol.</summary>
    public abstract string Name { get; }

    public abstract byte[] Ping(uint nonce);

    public abstract byte[] Subscribe(uint reference, params IEnumerable<(string Topic, uint Epoch, uint Seq, uint Delay)> topics);

    public abstract byte[] Unsubscribe(params IEnumerable<uint> topicIds);

    public abstract byte[] Hello(string token);

    /// <summary>What a newer client might say.</summary>
    public abstract byte[] OfLaterMinor();

    /// <summary>Bytes that are no message of a client.</summary>
    public abstract byte[] Wrong(Random random);
}

internal sealed class JsonWording : Wording
{
    private static readonly string[] Wrongs =
    [
        "", " ", "{", "{}}", "[]", "null", "7", "{oops", "{\"ping\":{\"nonce\":-1}}", "{\"ping\":{\"nonce\":1.5}}", "{\"ping\":{\"nonce\":\"1\"}}",
        "{\"ping\":{\"nonce\":4294967296}}", "{\"ping\":7}", "{\"ping\":{},\"ping\":{}}", "{\"ping\":{},\"auth\":{}}", "{\"hello\":{\"token\":\"\\ud800\"}}",
        "{\"subscribe\":{\"topics\":{}}}", "{\"subscribe\":{\"topics\":[null]}}", "{\"subscribe\":{\"topics\":[{\"topic\":1}]}}", "{\"unsubscribe\":{\"topicIds\":[true]}}",
        "{\"ping\":{\"nonce\":01}}", "{\"ping\":{}} {\"ping\":{}}", "\uFEFF{\"ping\":{}}", "{'ping':{}}", "{\"ping\":{},}",
        $"{{\"later\":{new string('[', 64)}{new string(']', 64)}}}", $"{{\"unsubscribe\":{{\"topicIds\":[0{string.Concat(Enumerable.Repeat(",0", 10_000))}]}}}}",
    ];

    public override int Opcode => Opcodes.Text;

    public override string Name => Opening.Json;

    public override byte[] Ping(uint nonce) => Bytes($"{{\"ping\":{{\"nonce\":{nonce}}}}}");

    public override byte[] Subscribe(uint reference, params IEnumerable<(string Topic, uint Epoch, uint Seq, uint Delay)> topics)
    {
        var list = topics.Select(static one => FormattableString.Invariant(
            $"{{\"topic\":\"{one.Topic}\",\"position\":{{\"epoch\":{one.Epoch},\"seq\":{one.Seq}}},\"delaySeconds\":{one.Delay}}}"));
        return Bytes($"{{\"subscribe\":{{\"ref\":{reference},\"topics\":[{string.Join(',', list)}]}}}}");
    }

    public override byte[] Unsubscribe(params IEnumerable<uint> topicIds) =>
        Bytes($"{{\"unsubscribe\":{{\"topicIds\":[{string.Join(',', topicIds.Select(static id => id.ToString(CultureInfo.InvariantCulture)))}]}}}}");

    public override byte[] Hello(string token) => Bytes($"{{\"hello\":{{\"token\":\"{token}\",\"client\":\"misuse/1\"}}}}");

    public override byte[] OfLaterMinor() => Bytes($" {{\"later\":[{{\"deep\":[1e300,null,\"é\"]}}],\"whisper\":{{}}}}\n");

    public override byte[] Wrong(Random random) => Encoding.UTF8.GetBytes(Wrongs[random.Next(Wrongs.Length)]);

    private static byte[] Bytes(FormattableString text) => Encoding.UTF8.GetBytes(FormattableString.Invariant(text));
}

internal sealed class ProtoWording : Wording
{
    private static readonly byte[][] Wrongs =
    [
        [0xFF], [0x00], [0x0A], [0x0A, 0x05, 0x0A], [0x2A, 0x02, 0x08], [0x0C], [0x0B, 0x0A, 0x00], [0x07],
        [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0x12, 0x03, 0x12, 0x05, 0x0A], [.. Field(0x1A, [.. Field(0x0A, new byte[10_001])])],
    ];

    public override int Opcode => Opcodes.Binary;

    public override string Name => Opening.Proto;

    public override byte[] Ping(uint nonce) => Field(0x2A, [0x08, .. Varint(nonce)]);

    public override byte[] Subscribe(uint reference, params IEnumerable<(string Topic, uint Epoch, uint Seq, uint Delay)> topics) => Field(0x12,
    [
        0x08, .. Varint(reference),
        .. topics.SelectMany(static one => Field(0x12,
        [
            .. Field(0x0A, Encoding.UTF8.GetBytes(one.Topic)),
            .. Field(0x12, [0x0D, (byte)one.Epoch, (byte)(one.Epoch >> 8), (byte)(one.Epoch >> 16), (byte)(one.Epoch >> 24), 0x10, .. Varint(one.Seq)]),
            0x18, .. Varint(one.Delay),
        ])),
    ]);

    public override byte[] Unsubscribe(params IEnumerable<uint> topicIds) => Field(0x1A, Field(0x0A, [.. topicIds.SelectMany(Varint)]));

    public override byte[] Hello(string token) => Field(0x0A, Field(0x0A, Encoding.UTF8.GetBytes(token)));

    public override byte[] OfLaterMinor() => [.. Field(0x7A, "new"u8), 0x70, 0x01]; // fields 15 and 14

    public override byte[] Wrong(Random random) => Wrongs[random.Next(Wrongs.Length)];

    private static byte[] Field(byte tag, ReadOnlySpan<byte> content) => [tag, .. Varint((uint)content.Length), .. content];

    private static byte[] Varint(uint value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
