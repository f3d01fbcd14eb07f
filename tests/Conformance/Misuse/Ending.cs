using Fanout.Conformance.Tests.Peers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Misuse;

/// <summary>How a client ends a conversation, and what the server may say of it.</summary>
/// <param name="About">For people.</param>
/// <param name="Bytes">Its last bytes.</param>
/// <param name="Codes">Close codes that are right; empty: none has to come, because the client hangs up.</param>
internal sealed record Ending(string About, byte[] Bytes, params int[] Codes)
{
    private const int MessageSizeMax = 64 * 1024;

    private static readonly int[] MayBeSent = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
    private static readonly int[] MayNotBeSent = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535];

    /// <summary>One of all there are.</summary>
    public static Ending Of(Random random, Wording wording, bool deflates) => random.Next(5) switch
    {
        0 => Orderly(random),
        1 => Vanishing(random, wording),
        2 => WrongMessage(random, wording, deflates),
        _ => WrongFrame(random, wording, deflates),
    };

    private static Ending Orderly(Random random)
    {
        var code = Pick(random, MayBeSent);
        return random.Next(4) == 0
            ? new("closes without a code", Frames.Of(Final | Close), 1005)
            : new($"closes with {code}", Frames.Closing(code, "good night"u8), code);
    }

    /// <summary>Hangs up within a frame, or after it.</summary>
    private static Ending Vanishing(Random random, Wording wording)
    {
        var frame = Frames.Of((random.Next(2) == 0 ? Final : 0) | wording.Opcode, wording.Ping(1));
        return new("hangs up", frame[..random.Next(frame.Length)]);
    }

    private static Ending WrongMessage(Random random, Wording wording, bool deflates)
    {
        var other = wording.Opcode == Text ? Binary : Text;
        return random.Next(deflates ? 6 : 4) switch
        {
            0 => new("a message of the other kind", Frames.Of(Final | other, "{}"u8), 1003),
            1 => new("text that is no UTF-8", Frames.Of(Final | Text, [0xC3, 0x28]), 1007),
            2 or 3 => OfWrong(wording.Wrong(random), wording),
            4 => new("what cannot be inflated", Frames.Of(Final | Rsv1 | wording.Opcode, [0xFF, 0xFF, 0xFF]), 1007),
            _ => new("what inflates without end", Frames.Of(Final | Rsv1 | wording.Opcode, Deflate.Deflated.Of(new byte[MessageSizeMax + 1])), 1009),
        };
    }

    private static Ending OfWrong(byte[] wrong, Wording wording) =>
        new($"no message: {Convert.ToHexString(wrong.AsSpan(0, Math.Min(wrong.Length, 40)))}", Frames.Of(Final | wording.Opcode, wrong), 4503);

    private static Ending WrongFrame(Random random, Wording wording, bool deflates) => random.Next(16) switch
    {
        0 => Broken("rsv2", Frames.Of(Final | Rsv2 | wording.Opcode)),
        1 => Broken("rsv3", Frames.Of(Final | Rsv3 | wording.Opcode)),
        2 => Broken("a reserved opcode", Frames.Of(Final | Pick(random, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15))),
        3 => Broken("no mask", Frames.Of(Final | wording.Opcode, wording.Ping(1), mask: null)),
        4 => Broken("a control frame in fragments", Frames.Of(Pick(random, Close, Ping, Pong))),
        5 => Broken("a control frame that is too long", Frames.Of(Final | Pick(random, Close, Ping, Pong), new byte[126])),
        6 => Broken("a length in 16 bits that fits 7", Frames.Of(Final | wording.Opcode, wording.Ping(1), form: LengthForm.In16Bits)),
        7 => Broken("a length in 64 bits that fits 7", Frames.Of(Final | wording.Opcode, wording.Ping(1), form: LengthForm.In64Bits)),
        8 => Broken("a length of 64 bits", Frames.Head(Final | wording.Opcode, ulong.MaxValue)),
        9 => Broken("a continuation of nothing", Frames.Of(Final | Continuation)),
        10 => Broken("a message within a message", [.. Frames.Of(wording.Opcode), .. Frames.Of(Final | wording.Opcode)]),
        11 => Broken("half a code", Frames.Of(Final | Close, [3])),
        12 => Broken("a code that may not be sent", Frames.Closing(Pick(random, MayNotBeSent))),
        13 => deflates
            ? Broken("rsv1 on a ping", Frames.Of(Final | Rsv1 | Ping))
            : Broken("rsv1 that was not agreed on", Frames.Of(Final | Rsv1 | wording.Opcode)),
        14 => new("a reason that is no UTF-8", Frames.Closing(1000, [0xC3, 0x28]), 1007),
        _ => new("a message that is too long", Frames.Head(Final | wording.Opcode, (ulong)random.NextInt64(MessageSizeMax + 1, long.MaxValue)), 1009),
    };

    private static Ending Broken(string about, byte[] bytes) => new(about, bytes, 1002);

    private static int Pick(Random random, params int[] among) => among[random.Next(among.Length)];
}
