using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Fanout.Ingest.Tests.Feeds.Kafka;

/// <summary>The cluster that librdkafka brings for tests: real sockets and the real protocol, in the memory of this process.</summary>
internal sealed class MockKafka : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IProducer<string, byte[]> _producer;

    public MockKafka()
    {
        var config = new Dictionary<string, string>
        {
            ["test.mock.num.brokers"] = "1",
            ["message.max.bytes"] = "2000000",
        };
        _producer = new ProducerBuilder<string, byte[]>(config).SetLogHandler(static (_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        var brokers = admin.GetMetadata(Patience).Brokers;
        Servers = string.Join(',', brokers.Select(static broker => $"{broker.Host}:{broker.Port}"));
    }

    public string Servers { get; }

    /// <summary>Returns when the cluster has it. One key, one partition: that keeps their order.</summary>
    public Task ProduceAsync(string topic, string value, string key = "m1") => _producer.ProduceAsync(
        topic, new Message<string, byte[]> { Key = key, Value = Encoding.UTF8.GetBytes(value) }, TestContext.Current.CancellationToken);

    /// <summary>Offsets that a group has committed, summed over the partitions of a topic.</summary>
    public long Committed(string group, string topic)
    {
        var config = new Dictionary<string, string> { ["bootstrap.servers"] = Servers, ["group.id"] = group };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler(static (_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, Patience).Topics.Single().Partitions;
        return consumer
            .Committed(partitions.Select(partition => new TopicPartition(topic, partition.PartitionId)), Patience)
            .Sum(static place => place.Offset == Offset.Unset ? 0 : place.Offset.Value);
    }

    public static string Event(int number, string match = "m1") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{match}}-e{{number}}","match":"{{match}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"stat":{"key":"shots","home":{{number}},"away":0} }""");

    public void Dispose() => _producer.Dispose();
}
