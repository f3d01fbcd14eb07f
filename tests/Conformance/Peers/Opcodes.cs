namespace Fanout.Conformance.Tests.Peers;

/// <summary>What the first byte of a frame is made of (RFC 6455 §5.2), right or wrong.</summary>
internal static class Opcodes
{
    public const int Continuation = 0x0;
    public const int Text = 0x1;
    public const int Binary = 0x2;
    public const int Close = 0x8;
    public const int Ping = 0x9;
    public const int Pong = 0xA;

    public const int Final = 0x80;
    public const int Rsv1 = 0x40;
    public const int Rsv2 = 0x20;
    public const int Rsv3 = 0x10;
}
