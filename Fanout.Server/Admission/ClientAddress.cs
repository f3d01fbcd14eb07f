using System.Buffers.Binary;
using System.Net;

namespace Fanout.Server.Admission;

/// <summary>
/// Where a client comes from, as limits count it: an address of IPv4, or of IPv6 the 64 bits that name its network.
/// </summary>
/// <remarks>
/// Eight bytes, since every connection keeps one. Whoever has an address of IPv6 has its whole network, and takes another
/// one of it whenever he likes (RFC 8981): counted each by itself they would not be counted. No client is of ::/8
/// (RFC 4291 §2.4, §2.5), which is where IPv4 finds room.
/// </remarks>
internal readonly record struct ClientAddress
{
    private const int LoopbackNetwork = 127; // RFC 1122 §3.2.1.3

    private const uint Loopback = 0x7F00_0001;
    private const ulong Forwarded = 1UL << 32; // of what somebody else says: no IPv4 has the bit, and no IPv6 it alone
    private const int AddressSizeMax = 16;
    private const int Ipv4Size = 4;

    private readonly ulong _key;

    private ClientAddress(ulong key) => _key = key;

    /// <summary>Whether anything is known of it; a Unix socket has no address.</summary>
    public bool IsKnown => _key != 0;

    /// <summary>Whether it is on this machine: whoever holds the connection, and not who a proxy says is behind it.</summary>
    public bool IsLoopback => _key >> 24 == LoopbackNetwork;

    /// <param name="address">As the system has it; null: there is none.</param>
    public static ClientAddress Of(IPAddress? address)
    {
        if (address is null)
            return default;
        if (address.Equals(IPAddress.IPv6Loopback))
            return new ClientAddress(Loopback);
        Span<byte> bytes = stackalloc byte[AddressSizeMax];
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.TryWriteBytes(bytes, out var size) && size == Ipv4Size
            ? new ClientAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new ClientAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>
    /// The address that a proxy says its client has: counted whatever it is. Nobody comes to a proxy from this machine's
    /// loopback or from no address; a header that says so was written by who would like not to be counted.
    /// </summary>
    public static ClientAddress OfForwarded(IPAddress address)
    {
        var plain = Of(address);
        return plain.IsKnown && !plain.IsLoopback ? plain : new ClientAddress(plain._key | Forwarded);
    }
}
