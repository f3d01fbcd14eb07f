using System.Text;
using Confluent.Kafka;

namespace Fanout.Services.Kafka;

/// <summary>The cluster that librdkafka brings for tests: real sockets and the real protocol, in the memory of this process.</summary>
public sealed class MockKafka : IDisposable
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

    /// <summary>Where clients of any process find it: <c>HOST:PORT[,HOST:PORT…]</c>.</summary>
    public string Servers { get; }

    /// <summary>Returns when the cluster has it. One key, one partition: that keeps their order.</summary>
    public Task ProduceAsync(string topic, string value, string key) => _producer.ProduceAsync(
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

    public void Dispose() => _producer.Dispose();
}
