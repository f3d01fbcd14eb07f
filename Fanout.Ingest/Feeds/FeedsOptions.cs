using Fanout.Ingest.Feeds.Amqp;
using Fanout.Ingest.Feeds.Kafka;
using Fanout.Ingest.Feeds.Polling;
using Fanout.Ingest.Feeds.Replaying;

namespace Fanout.Ingest.Feeds;

/// <summary>The feeds that the server fetches itself; section <c>Feeds</c>. Checked at start, unchanged after. None by default.</summary>
public sealed class FeedsOptions
{
    /// <summary>By name of the feed: 1 to 59 of <c>A–Z a–z 0–9 . _ -</c>.</summary>
    public Dictionary<string, FeedOptions> Named { get; } = new(StringComparer.Ordinal);
}

/// <summary>One feed; section <c>Feeds:{name}</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>How its messages come: <c>poll</c>, <c>files</c>, <c>amqp</c> or <c>kafka</c>. Needed.</summary>
    public string Transport { get; set; } = "";

    /// <summary>Format of its messages; empty, as by default: each is recognised by what is in it.</summary>
    public string Format { get; set; } = "";

    /// <summary>Bytes of one message, unpacked. 1 KiB to 64 MiB, 8 MiB by default: a whole match with every touch of the ball has 3.</summary>
    public int MessageBytesMax { get; set; } = 8 * 1024 * 1024;

    /// <summary>Settings of <c>poll</c>.</summary>
    public PollOptions Poll { get; } = new();

    /// <summary>Settings of <c>files</c>.</summary>
    public FilesOptions Files { get; } = new();

    /// <summary>Settings of <c>amqp</c>.</summary>
    public AmqpOptions Amqp { get; } = new();

    /// <summary>Settings of <c>kafka</c>.</summary>
    public KafkaOptions Kafka { get; } = new();
}
