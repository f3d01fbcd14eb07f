using System.Buffers;
using System.Text.Unicode;
using Fanout.Fuzz.Checking;
using Fanout.Protocol.WebSockets;

namespace Fanout.Fuzz.Targets;

/// <summary>What a connection receives: a byte of settings (<see cref="FrameSetting"/>), then the bytes of the peer.</summary>
internal static class Frames
{
    private const uint MaskKey = 0x3D21FA37;
    private const int InflatedMax = 64 * 1024; // what a server takes; each costs a decompressor
    private const int InflatedCountMax = 4;
    private const int AllocatedFixed = 16 * 1024; // reader, pool, lists, the exception
    private const int AllocatedPerByte = 160; // a message of no bytes takes two on the wire, and a record here

    public static void Check(byte[] input)
    {
        if (input.Length == 0) return;
        var setting = FrameSetting.Of(input[0]);
        var stream = input.AsMemory(1);
        var whole = Allocation.Within(
            AllocatedFixed + ((long)AllocatedPerByte * input.Length), () => FrameReading.Of(setting, [stream]));

        Law.Holds(whole.Violation is null or CloseCode.ProtocolError or CloseCode.InvalidPayload or CloseCode.MessageTooBig);
        Law.Same(whole, FrameReading.Of(setting, Cuts.Everywhere(stream)));
        Law.Same(whole, FrameReading.Of(setting, Cuts.InTwo(stream)));
        Law.Same(whole, FrameReading.Of(setting, Cuts.Joined(Cuts.InTwo(stream))));
        foreach (var message in whole.Messages) KeepsRules(message, setting);
        WrittenAgain(whole, setting);
        foreach (var message in whole.Messages.Where(static message => message.Deflated).Take(InflatedCountMax)) Inflates(message);
    }

    private static void KeepsRules(FrameReading.Received message, FrameSetting setting)
    {
        Law.Holds(message.Opcode is Opcode.Text or Opcode.Binary or Opcode.Close or Opcode.Ping or Opcode.Pong);
        Law.Holds(message.Payload.Length <= (message.Opcode.IsControl() ? FrameHead.ControlPayloadSizeMax : setting.MessageSizeMax));
        Law.Holds(message.Opcode != Opcode.Text || message.Deflated || Utf8.IsValid(message.Payload));
        Law.Holds(!message.Deflated || (setting.Deflate && !message.Opcode.IsControl()));
        if (message.Opcode == Opcode.Close) ClosePayload.Read(message.Payload, out _);
    }

    /// <summary>The messages, each as one frame, are read as what they are.</summary>
    private static void WrittenAgain(FrameReading read, FrameSetting setting)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var message in read.Messages)
            FrameWriter.Write(output, message.Opcode, message.Payload, message.Deflated, setting.Role == WebSocketRole.Server ? MaskKey : null);
        Law.Same(read with { Violation = null }, FrameReading.Of(setting, [output.WrittenMemory]));
    }

    /// <summary>What a message inflates to is bounded, gives its memory back, and deflates to something that inflates to it.</summary>
    private static void Inflates(FrameReading.Received deflated)
    {
        if (Inflated(deflated.Opcode, deflated.Payload) is { } inflated)
            Law.Holds(Inflated(deflated.Opcode, MessageDeflater.Deflate(inflated)) is { } again && again.AsSpan().SequenceEqual(inflated));
    }

    private static byte[]? Inflated(Opcode opcode, byte[] payload)
    {
        var pool = new CountingPool();
        using var inflater = new MessageInflater(InflatedMax, pool);
        byte[]? inflated = null;
        try
        {
            inflated = Inflate(inflater, opcode, payload);
            Law.Holds(inflated.Length <= InflatedMax);
        }
        catch (ProtocolViolationException failure)
        {
            Law.Holds(failure.Code is CloseCode.InvalidPayload or CloseCode.MessageTooBig);
        }
        Law.Holds(pool.BytesOutMax <= payload.Length + 16 + (2L * (InflatedMax + 1)));
        inflater.Dispose();
        Law.Same(0, pool.ArraysOut);
        return inflated;
    }

    /// <summary>A message is made by a reader alone, so one reads it off a frame.</summary>
    private static byte[] Inflate(MessageInflater inflater, Opcode opcode, byte[] payload)
    {
        var frame = new byte[FrameHead.SizeMax + payload.Length];
        ReadOnlySpan<byte> source = frame.AsSpan(0, FrameWriter.Write(frame, opcode, payload, deflated: true));
        using var reader = new MessageReader(WebSocketRole.Client, MessageReader.MessageSizeLimit, deflateAgreed: true);
        Law.Holds(reader.TryRead(ref source, out var message));
        return inflater.Inflate(message).Payload.ToArray();
    }
}
