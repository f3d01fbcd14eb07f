using System.ComponentModel.DataAnnotations;

namespace Fanout.Server.Delivery;

/// <summary>Limits and times of connections.</summary>
internal sealed class DeliveryOptions : IValidatableObject
{
    /// <summary>Name of this node in `welcome`, for people and logs. The machine's name by default.</summary>
    [Required(AllowEmptyStrings = false), StringLength(64)]
    public string Node { get; set; } = Environment.MachineName;

    /// <summary>Loops that share the connections. 1 to 256; by default one per processor.</summary>
    [Range(1, 256)]
    public int Shards { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 256);

    /// <summary>
    /// How long a connection's transport may take no byte at all, while bytes wait for it, before it counts as stalled.
    /// 90 s to 10 min, 120 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:30", "00:10:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Interval of our pings. 5 s to 5 min, 25 s by default: below the 30 s after which some middleboxes drop a silent
    /// connection.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long nothing may come from a peer, pongs included. 10 s to 20 min, 120 s by default: four pings and a bit.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:20:00")]
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// How long a peer has to take the close frame, and then to answer it, before it is cut off. 1 s to 1 min, 5 s by
    /// default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Subscriptions on one connection. 1 to 100,000, 1,000 by default.</summary>
    [Range(1, 100_000)]
    public int TopicsMax { get; set; } = 1000;

    /// <summary>
    /// Size of one message from a client, in bytes. 1 KiB to 1 MiB, 64 KiB by default: a thousand topics with their
    /// positions.
    /// </summary>
    [Range(1024, 1 << 20)]
    public int MessageBytesMax { get; set; } = 64 * 1024;

    /// <summary>
    /// Bytes of control frames that may wait for a connection before it is no longer read. 1 KiB to 1 MiB, 16 KiB by
    /// default (DESIGN 7).
    /// </summary>
    [Range(1024, 1 << 20)]
    public int ControlBytesMax { get; set; } = 16 * 1024;

    /// <summary>
    /// Readers that may be connected at a time, over WebSocket and server-sent events. 1 to 1,000,000; by default what
    /// the process's file descriptors leave room for: all but a 32nd part, or but 256 where that is more, which are kept
    /// for requests and files (19,375 of 20,000), and 1,000,000 where the system sets no limit.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? ConnectionsMax { get; set; }

    /// <summary>
    /// Readers that may connect in a second, and at once after a second of none; who comes beyond is told when to come
    /// again. 1 to 1,000,000, 20,000 by default: at some 100 µs each, about what two processors do that do nothing else.
    /// Deliveries go on in between either way.
    /// </summary>
    [Range(1, 1_000_000)]
    public int HandshakesPerSecond { get; set; } = 20_000;

    /// <summary>
    /// Readers that may be connected at a time from one client address (of IPv6: from one network of 64 bits). 0 to
    /// 1,000,000, 0 meaning no limit; by default a tenth of <see cref="ConnectionsMax"/>, and no limit for the server's own
    /// machine.
    /// </summary>
    [Range(0, 1_000_000)]
    public int? ConnectionsPerAddress { get; set; }

    /// <summary>
    /// Readers that may connect in a second from one client address, and at once after a second of none. 0 to 1,000,000, 0
    /// meaning no limit; by default a tenth of <see cref="HandshakesPerSecond"/>, and no limit for the server's own machine.
    /// </summary>
    [Range(0, 1_000_000)]
    public int? HandshakesPerSecondPerAddress { get; set; }

    /// <summary>
    /// Messages of a client, pings and pongs among them, in a second, and ten times as many at once after ten seconds of
    /// none. 1 to 10,000, 200 by default: a client may subscribe to a thousand topics one by one, and again.
    /// </summary>
    [Range(1, 10_000)]
    public int FramesPerSecond { get; set; } = 200;

    /// <summary>
    /// Topics that a client subscribes to or unsubscribes in a second, and ten times as many at once after ten seconds of
    /// none. 1 to 10,000, 1,000 by default: all that one message can name, and as many in ten seconds again.
    /// </summary>
    [Range(1, 10_000)]
    public int SubscribesPerSecond { get; set; } = 1000;

    /// <summary>
    /// Connections of one shard that what was published is sent to before its peers are heard again. 1 to 65,536, 256 by
    /// default: a millisecond or two.
    /// </summary>
    [Range(1, 65_536)]
    public int FlushesPerTurn { get; set; } = 256;

    /// <summary>
    /// Interval at which each loop is sent a probe, once the last one has come back. 100 ms to 1 min, 1 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a probe may take before the node is no longer ready. 500 ms to 5 min, 5 s by default: a walk to all
    /// readers of one loop takes tenths of one.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Frames whose message has at least so many bytes go out deflated to those who have agreed to permessage-deflate,
    /// each compressed once for all of them. 0: nobody may agree to it. 0 to 1 MiB, 512 B by default.
    /// </summary>
    /// <remarks>
    /// Measured over a recorded football match (`bench bytes`): a snapshot of `match/` goes from 7,990 B of JSON to 1,772
    /// and from 2,675 B of protobuf to 1,336, one of `score/` from 674 B of JSON to 375. In protobuf that has 176 B, and
    /// would have 164: like deltas, it stays below the floor.
    /// </remarks>
    [Range(0, 1 << 20)]
    public int DeflateBytesMin { get; set; } = 512;

    /// <summary>A peer that answers every ping must never be closed for its silence.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PingTimeout <= PingInterval)
        {
            yield return new ValidationResult(
                $"{nameof(PingTimeout)} of {PingTimeout} is not longer than {nameof(PingInterval)}, {PingInterval}",
                [nameof(PingTimeout)]);
        }
    }
}
