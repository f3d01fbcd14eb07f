using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// The server's half of the opening handshake (RFC 6455 §4.2), as a function from headers to headers.
/// </summary>
public static class Handshake
{
    private const string Version = "13";
    private const int KeySize = 16;
    private const int KeyBase64Length = 24;

    // RFC 6455 §1.3: proves that the answer comes from something that knows WebSockets, and not from a cache.
    private static ReadOnlySpan<byte> AcceptSuffix => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>
    /// Checks a request and answers it. A client that offers no subprotocol gets <c>fanout.v1.proto</c>, and no header
    /// that names it; one that offers only unknown ones is refused: a browser would drop the connection anyway, and the
    /// refusal says which ones there are.
    /// </summary>
    /// <param name="request">The opening request.</param>
    /// <param name="deflate">Whether to agree to permessage-deflate where it is offered (see
    /// <see cref="PerMessageDeflate"/>).</param>
    public static HandshakeAnswer Answer(in HandshakeRequest request, bool deflate) =>
        Refuse(request) ?? Accept(request, deflate && PerMessageDeflate.IsOffered(request.Extensions));

    /// <summary>
    /// <c>Sec-WebSocket-Accept</c> for a key (§4.2.2): base64 of SHA-1 over the key as sent and the fixed suffix.
    /// Clients check it too.
    /// </summary>
    /// <param name="key"><c>Sec-WebSocket-Key</c>, 24 characters of base64.</param>
    public static string AcceptFor(string key)
    {
        var keySize = Encoding.ASCII.GetByteCount(key);
        ArgumentOutOfRangeException.ThrowIfNotEqual(keySize, KeyBase64Length, nameof(key));
        Span<byte> source = stackalloc byte[KeyBase64Length + AcceptSuffix.Length];
        Encoding.ASCII.GetBytes(key, source);
        AcceptSuffix.CopyTo(source[KeyBase64Length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // SHA-1 is what the RFC prescribes; nothing secret hangs on it.
        SHA1.HashData(source, hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    private static HandshakeAnswer? Refuse(in HandshakeRequest request)
    {
        if (request.Method != "GET")
        {
            return Refusal(405, $"method is {request.Method}, only GET opens a WebSocket", [new("Allow", "GET")]);
        }

        if (request.HttpVersion != "HTTP/1.1")
        {
            return Refusal(505, $"{request.HttpVersion} cannot be upgraded to WebSocket here, only HTTP/1.1 can");
        }

        if (!HeaderList.Names(request.Upgrade, "websocket"))
        {
            return UpgradeRequired("this resource speaks WebSocket: send Upgrade: websocket");
        }

        if (!HeaderList.Names(request.Connection, "upgrade"))
        {
            return Refusal(400, "Connection does not name Upgrade; a proxy on the way may have taken it out");
        }

        if (request.Version != Version)
        {
            return UpgradeRequired($"Sec-WebSocket-Version is {request.Version ?? "absent"}, only {Version} is spoken");
        }

        if (!IsKey(request.Key))
        {
            return Refusal(400, $"Sec-WebSocket-Key is not {KeySize} bytes in base64");
        }

        if (request.Extensions is { } extensions && !HeaderSyntax.IsExtensionList(extensions))
        {
            return Refusal(400, "Sec-WebSocket-Extensions is no list of extensions");
        }

        if (request.Subprotocols is not { } offers)
        {
            return null;
        }

        if (!HeaderSyntax.IsTokenList(offers))
        {
            return Refusal(400, "Sec-WebSocket-Protocol is no list of names");
        }

        if (Subprotocols.Select(offers) is null)
        {
            return Refusal(
                400, $"no offered subprotocol is spoken here, only {Subprotocols.Proto} and {Subprotocols.Json}");
        }

        return null;
    }

    private static HandshakeAnswer Accept(in HandshakeRequest request, bool deflate)
    {
        var selected = Subprotocols.Select(request.Subprotocols);
        var headers = new List<KeyValuePair<string, string>>(5)
        {
            new("Connection", "Upgrade"),
            new("Upgrade", "websocket"),
            new("Sec-WebSocket-Accept", AcceptFor(request.Key!)),
        };
        if (selected is { } subprotocol)
        {
            headers.Add(new("Sec-WebSocket-Protocol", subprotocol.Name()));
        }

        if (deflate)
        {
            headers.Add(new("Sec-WebSocket-Extensions", PerMessageDeflate.Answer));
        }

        return new HandshakeAnswer
        {
            Status = 101,
            Headers = headers,
            Subprotocol = selected ?? Subprotocol.Proto,
            Deflate = deflate,
        };
    }

    // With 24 characters for 16 bytes there is no room for the white space that the decoder would pass over.
    private static bool IsKey(string? key) =>
        key?.Length == KeyBase64Length && Base64.IsValid(key, out var size) && size == KeySize;

    // RFC 9110 §15.5.22 wants Upgrade with a 426, RFC 6455 §4.4 the version.
    private static HandshakeAnswer UpgradeRequired(string reason) => Refusal(
        426,
        reason,
        [new("Connection", "Upgrade"), new("Upgrade", "websocket"), new("Sec-WebSocket-Version", Version)]);

    private static HandshakeAnswer Refusal(
        int status, string reason, IReadOnlyList<KeyValuePair<string, string>>? headers = null) =>
        new() { Status = status, Headers = headers ?? [], Refusal = reason };
}
