using System.Text;
using Fanout.Fuzz.Checking;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;
using Google.Protobuf;

namespace Fanout.Fuzz.Targets;

/// <summary>One message of a client, whole and unmasked.</summary>
internal static class ClientMessages
{
    private const int AllocatedFixed = 16 * 1024; // an exception with its message
    private const int AllocatedPerByte = 128; // protobuf says in two bytes that a topic is asked for, which is an object and its place in a list

    public static void CheckProto(byte[] input) => Check(FrameEncoding.Proto, input);

    public static void CheckJson(byte[] input) => Check(FrameEncoding.Json, input);

    private static void Check(FrameEncoding encoding, byte[] input)
    {
        var message = Allocation.Within(AllocatedFixed + ((long)AllocatedPerByte * input.Length), () => Read(encoding, input));
        if (message is FrameReceived { Frame: var frame })
        {
            SaidAgain(frame);
            foreach (var request in frame.Subscribe?.Topics ?? []) HasOneName(request.Topic);
            return;
        }
        Law.Holds(message is Violation { Code: CloseCode.StreamProtocolError, Reason.Length: > 0 });
        CanBeTold((Violation)message);
    }

    private static ClientMessage Read(FrameEncoding encoding, ReadOnlySpan<byte> payload) =>
        ClientMessage.Read(encoding, encoding == FrameEncoding.Json ? Opcode.Text : Opcode.Binary, payload);

    /// <summary>In either encoding it is the same frame.</summary>
    private static void SaidAgain(ClientFrame frame)
    {
        Law.Same(new FrameReceived(frame), Read(FrameEncoding.Proto, frame.ToByteArray()));
        Law.Same(new FrameReceived(frame), Read(FrameEncoding.Json, Encoding.UTF8.GetBytes(ProtoJson.ToText(frame))));
    }

    /// <summary>Readers find their answers by the name that they sent, so it must be the one that the answer has.</summary>
    public static void HasOneName(string text)
    {
        if (!TopicName.TryParse(text, out var name, out var problem))
        {
            Law.Holds(problem.Length > 0);
            return;
        }
        Law.Same(text, name.ToString());
        if (name.Kind != TopicKind.Board) return;
        Law.Holds(TopicName.TryParseBoardPath(text["board/".Length..], out var same, out _));
        Law.Same(name, same);
    }

    /// <summary>The reason fits a close frame, whatever of the input it quotes.</summary>
    private static void CanBeTold(Violation violation)
    {
        var payload = new byte[FrameHead.ControlPayloadSizeMax];
        var size = ClosePayload.Write(payload, violation.Code, violation.Reason);
        Law.Same(violation.Code, ClosePayload.Read(payload.AsSpan(0, size), out var reason));
        Law.Holds(reason.Length > 0);
    }
}
