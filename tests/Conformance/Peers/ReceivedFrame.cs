using System.Text;

namespace Fanout.Conformance.Tests.Peers;

/// <summary>One frame of the server, its head checked.</summary>
internal sealed record ReceivedFrame(int First, byte[] Payload)
{
    public int Opcode => First & 0x0F;

    public bool Deflated => (First & Opcodes.Rsv1) != 0;

    public string Text => Encoding.UTF8.GetString(Payload);
}
