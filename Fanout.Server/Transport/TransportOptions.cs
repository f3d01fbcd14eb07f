using System.ComponentModel.DataAnnotations;
using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Transport;

/// <summary>Limits of a connection's transport; section <c>Fanout:Transport</c>.</summary>
internal sealed class TransportOptions
{
    public const string Section = "Fanout:Transport";

    /// <summary>
    /// Longest message of a client, fragments joined, in bytes. 1 KiB to 16 MiB, 64 KiB by default; where delivery owns
    /// the connections, its own limit is this one.
    /// </summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MessageSizeMax { get; set; } = MessageReader.MessageSizeDefault;

    /// <summary>
    /// How long a peer that was sent a close frame may take to answer it before it is cut off. 1 to 60 s, 5 s by
    /// default; where delivery owns the connections, its own time is this one.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a peer that broke the framing is still read, and what it sends dropped, after its close frame was sent:
    /// to end with bytes unread would reset the connection, and the peer could lose the reason. Its answer cannot be
    /// waited for, because it cannot be told from the rest any more. 0 to 60 s, 1 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ViolationLinger { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a client may take for one message, from its first byte to its last, before it is closed with 1008: what
    /// has come of it is kept meanwhile. 1 s to 10 min, 60 s by default: 64 KiB at a kilobyte a second. While the client
    /// is not read, because it owes us to take answers, the time stands still.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether WebSocket connections without TLS live on event loops of our own, on Linux; otherwise on the web
    /// server's pipes, as everywhere else. On by default.
    /// </summary>
    public bool EventLoop { get; set; } = true;

    /// <summary>
    /// Whether every handshake is HTTP's, for whoever wants the web server's middleware to look at it; such a connection
    /// is on the web server's pipes, and costs 5 KiB more. Off by default; where hosts are filtered, it is on.
    /// </summary>
    public bool HandshakeOverHttp { get; set; }

    /// <summary>
    /// Whether to agree to permessage-deflate where a client offers it. On by default; where delivery owns the
    /// connections, its own floor decides.
    /// </summary>
    public bool Deflate { get; set; } = true;

    /// <summary>
    /// What the kernel may hold for one connection on an event loop that does not read, in bytes; it takes about twice
    /// as much memory. 4 KiB to 4 MiB, 32 KiB by default: the kernel's own default grows to megabytes for each reader
    /// that has stalled.
    /// </summary>
    [Range(4 * 1024, 4 * 1024 * 1024)]
    public int SendBufferBytes { get; set; } = 32 * 1024;
}
