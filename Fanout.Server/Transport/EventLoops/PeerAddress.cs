using System.Buffers.Binary;
using System.Net;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>Where a peer is, as the system writes it.</summary>
/// <remarks><code>
/// offset  size  field
///      0     2  family, in the machine's order
///      2     2  port, big-endian
///      4     4  address of IPv4, or what IPv6 calls the flow
///      8    16  address of IPv6
/// </code></remarks>
internal static class PeerAddress
{
    /// <summary>Bytes of the longest that can be read: struct sockaddr_in6; sockaddr_in is shorter.</summary>
    public const int Size = 28;

    private const ushort FamilyIpv4 = 2; // AF_INET
    private const ushort FamilyIpv6 = 10; // AF_INET6

    /// <summary>Reads one of <see cref="Size"/> bytes, of which the system wrote as many as it has; null where it has none.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> bytes)
    {
        var address = BitConverter.ToUInt16(bytes) switch
        {
            FamilyIpv4 => new IPAddress(bytes.Slice(4, 4)),
            FamilyIpv6 => new IPAddress(bytes.Slice(8, 16)),
            _ => null,
        };
        return address is null ? null : new IPEndPoint(address, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
    }
}
