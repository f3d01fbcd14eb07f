using System.Buffers;
using System.Text;
using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Transport;

/// <summary>What the first bytes of a connection are.</summary>
internal enum HeadVerdict : byte
{
    /// <summary>So far they could be ours.</summary>
    Incomplete,

    /// <summary>Something else, or unusual: the web server's.</summary>
    Other,

    /// <summary>An opening request for the stream that can be granted.</summary>
    Stream,
}

/// <summary>Reads the head of an opening request (RFC 6455 §4.1, RFC 9112 §2–§5) off the first bytes.</summary>
/// <remarks>
/// Only the plainest form is ours. Whatever is wrong, or merely unusual (a body, folded lines, a second host), goes to the web
/// server untouched, which reads it again by its own rules and limits and answers; so there is one place that refuses,
/// and nothing can be read here in a way that differs from there.
/// </remarks>
internal static class RequestHead
{
    /// <summary>Longest head that is ours, in bytes; browsers with cookies send 1 to 4 KiB.</summary>
    public const int SizeMax = 8 * 1024;

    /// <summary>Most header lines of a head that is ours: the web server's default, with whose answer more of them meet.</summary>
    private const int HeaderCountMax = 100;

    /// <summary>How long the first bytes may take to be ours; a client sends them with its first packet.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8); // RFC 9110 §5.6.2, tchar

    private static readonly SearchValues<byte> HostBytes = SearchValues.Create(
        ".:-[]_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static ReadOnlySpan<byte> Start => "GET /v1/stream"u8;

    private static ReadOnlySpan<byte> Version => " HTTP/1.1"u8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    /// <summary>Judges the bytes that have come.</summary>
    /// <param name="bytes">All of them, from the first on.</param>
    /// <param name="request">What a head says that is ours.</param>
    /// <param name="size">Its bytes, the empty line included.</param>
    public static HeadVerdict Read(ReadOnlySpan<byte> bytes, out HandshakeRequest request, out int size)
    {
        request = new HandshakeRequest { Method = "GET", HttpVersion = "HTTP/1.1" };
        size = 0;
        var begun = Math.Min(bytes.Length, Start.Length);
        if (!bytes[..begun].SequenceEqual(Start[..begun]))
            return HeadVerdict.Other;
        var end = bytes.IndexOf(HeadEnd);
        if (end < 0)
            return bytes.Length < SizeMax ? HeadVerdict.Incomplete : HeadVerdict.Other;
        size = end + HeadEnd.Length;
        var lines = bytes[..(end + LineEnd.Length)];
        return IsRequestLine(Cut(ref lines)) && TryReadHeaders(lines, ref request) ? HeadVerdict.Stream : HeadVerdict.Other;
    }

    private static bool IsRequestLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Start) || !line.EndsWith(Version) || line.Length < Start.Length + Version.Length)
            return false;
        var query = line[Start.Length..^Version.Length];
        return query.IsEmpty || (query[0] == '?' && !query.ContainsAnyExceptInRange((byte)'!', (byte)'~'));
    }

    private static bool TryReadHeaders(ReadOnlySpan<byte> lines, ref HandshakeRequest request)
    {
        var hosts = 0;
        for (var count = 0; !lines.IsEmpty; count++)
        {
            if (count == HeaderCountMax)
                return false;
            var line = Cut(ref lines);
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(NameBytes))
                return false;
            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (value.ContainsAnyExceptInRange((byte)' ', (byte)'~') || !TryTake(line[..colon], value, ref request, ref hosts))
                return false;
        }
        return hosts == 1;
    }

    private static bool TryTake(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref HandshakeRequest request, ref int hosts)
    {
        if (Ascii.EqualsIgnoreCase(name, "Host"u8))
        {
            hosts++;
            return !value.IsEmpty && !value.ContainsAnyExcept(HostBytes);
        }
        if (Ascii.EqualsIgnoreCase(name, "Upgrade"u8))
            request = request with { Upgrade = Join(request.Upgrade, value) };
        else if (Ascii.EqualsIgnoreCase(name, "Connection"u8))
            request = request with { Connection = Join(request.Connection, value) };
        else if (Ascii.EqualsIgnoreCase(name, "Sec-WebSocket-Key"u8))
            request = request with { Key = Join(request.Key, value) };
        else if (Ascii.EqualsIgnoreCase(name, "Sec-WebSocket-Version"u8))
            request = request with { Version = Join(request.Version, value) };
        else if (Ascii.EqualsIgnoreCase(name, "Sec-WebSocket-Protocol"u8))
            request = request with { Subprotocols = Join(request.Subprotocols, value) };
        else if (Ascii.EqualsIgnoreCase(name, "Sec-WebSocket-Extensions"u8))
            request = request with { Extensions = Join(request.Extensions, value) };
        else if (Ascii.EqualsIgnoreCase(name, "Origin"u8))
            request = request with { Origin = Join(request.Origin, value) };
        else if (Ascii.EqualsIgnoreCase(name, "X-Forwarded-For"u8))
            request = request with { ForwardedFor = Join(request.ForwardedFor, value) };
        // a body, or the wish to be asked for one
        return !Ascii.EqualsIgnoreCase(name, "Content-Length"u8)
            && !Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8)
            && !Ascii.EqualsIgnoreCase(name, "Expect"u8);
    }

    private static string Join(string? before, ReadOnlySpan<byte> value)
    {
        var text = Encoding.ASCII.GetString(value);
        return before is null ? text : $"{before},{text}";
    }

    /// <summary>Takes the first line off, without its end.</summary>
    private static ReadOnlySpan<byte> Cut(ref ReadOnlySpan<byte> lines)
    {
        var end = lines.IndexOf(LineEnd);
        var line = lines[..end];
        lines = lines[(end + LineEnd.Length)..];
        return line;
    }
}
