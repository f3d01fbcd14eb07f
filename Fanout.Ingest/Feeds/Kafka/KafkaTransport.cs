namespace Fanout.Ingest.Feeds.Kafka;

/// <summary>Feeds that come by topics of Kafka.</summary>
/// <remarks>
/// Every process with the role joins the group, and Kafka gives each partition to one of them: what has one key keeps its
/// order.
/// </remarks>
internal sealed class KafkaTransport : IFeedTransport
{
    private const int QueuedMax = 10_000;

    /// <summary>What the promises of the source stand on.</summary>
    private static readonly HashSet<string> Ours =
    [
        "bootstrap.servers", "metadata.broker.list", "group.id", "enable.auto.commit", "enable.auto.offset.store",
        "enable.partition.eof", "partition.assignment.strategy", "group.protocol",
    ];

    public string Name => "kafka";

    public bool IsExclusive => false;

    public IEnumerable<string> Faults(FeedOptions options)
    {
        var kafka = options.Kafka;
        if (kafka.Servers.Length == 0) yield return "Kafka:Servers: is empty, HOST:PORT[,HOST:PORT…] is needed";
        if (TopicsOf(kafka).Length == 0) yield return "Kafka:Topics: is empty, at least one topic is needed";
        if (kafka.QueuedMax is < 1 or > QueuedMax) yield return $"Kafka:QueuedMax: {kafka.QueuedMax}, 1 to {QueuedMax} may be";
        foreach (var name in kafka.Settings.Keys.Where(Ours.Contains))
            yield return $"Kafka:Settings:{name}: is decided by the server";
    }

    public IFeed Create(FeedContext feed) => new FeedRunner(feed, _ => new KafkaSource(feed), FeedRemembering.Group);

    public static string[] TopicsOf(KafkaOptions kafka) =>
        kafka.Topics.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
