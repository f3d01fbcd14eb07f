using Fanout.Protocol.Messages;

namespace Fanout.Server.Delivery;

/// <summary>A frame message and its encoded forms, each made once by whoever needs it first, on any thread.</summary>
/// <remarks>
/// A form lives as long as this object: held by the history or by a topic's answers, both of which let go by age, and
/// by whoever has half of it on the wire. The publisher encodes ahead for the encodings in use, so that shards seldom
/// do.
/// </remarks>
/// <param name="message">Given away: never changed again.</param>
internal sealed class SharedFrame(ServerFrame message)
{
    private readonly Lock _encoding = new();
    private Frame? _proto;
    private Frame? _json;

    /// <summary>
    /// Size of the message in protobuf, in bytes: what a merged delta and a snapshot are compared by.
    /// </summary>
    public int MessageSize { get; } = message.CalculateSize();

    /// <summary>Bytes of the forms that were made so far, deflated ones included.</summary>
    public int EncodedSize => (Volatile.Read(ref _proto)?.HeldSize ?? 0) + (Volatile.Read(ref _json)?.HeldSize ?? 0);

    public Frame In(FrameEncoding encoding)
    {
        ref var slot = ref encoding == FrameEncoding.Json ? ref _json : ref _proto;
        return Volatile.Read(ref slot) ?? EncodeOnce(ref slot, encoding);
    }

    private Frame EncodeOnce(ref Frame? slot, FrameEncoding encoding)
    {
        lock (_encoding)
        {
            var frame = slot ?? FrameEncoder.Encode(message, encoding);
            Volatile.Write(ref slot, frame);
            return frame;
        }
    }
}
