namespace Fanout.Ingest.Feeds.Kafka;

/// <summary>Topics of Kafka, read as a member of a consumer group.</summary>
public sealed class KafkaOptions
{
    /// <summary>Where the cluster is found: <c>HOST:PORT[,HOST:PORT…]</c>. Needed.</summary>
    public string Servers { get; set; } = "";

    /// <summary>The topics, separated by commas. Needed.</summary>
    public string Topics { get; set; } = "";

    /// <summary>The consumer group, which is who remembers how far the feed was read. Empty, as by default: <c>fanout-{feed}</c>.</summary>
    public string Group { get; set; } = "";

    /// <summary>
    /// Messages fetched and not taken yet at which fetching pauses. 1 to 10,000, 256 by default: four groups that are brought to
    /// the log together.
    /// </summary>
    public int QueuedMax { get; set; } = 256;

    /// <summary>
    /// Settings of librdkafka beside these, by its own names: <c>security.protocol</c>, <c>sasl.username</c>,
    /// <c>sasl.password</c>… In no log. Those that decide what is acknowledged, and when, are not to be changed.
    /// </summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);
}
