using System.Text;
using RabbitMQ.Client;

namespace Fanout.Services.RabbitMq;

/// <summary>A provider's connection to the broker.</summary>
public sealed class AmqpPublisher : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private AmqpPublisher(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>Connects; what is published is confirmed by the broker.</summary>
    public static async Task<AmqpPublisher> ConnectAsync(RabbitServer server)
    {
        var factory = new ConnectionFactory { Uri = new Uri(server.Uri), AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new AmqpPublisher(connection, await connection.CreateChannelAsync(confirmed, TestContext.Current.CancellationToken));
    }

    /// <summary>Declares a durable queue, or finds that there is one.</summary>
    public Task DeclareAsync(string queue, bool isQuorum = false) => _channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false,
        arguments: new Dictionary<string, object?> { ["x-queue-type"] = isQuorum ? "quorum" : "classic" },
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Returns when the broker has it.</summary>
    public async Task PublishAsync(string queue, string body, string? id = null) => await _channel.BasicPublishAsync(
        "", queue, mandatory: true, new BasicProperties { Persistent = true, MessageId = id }, Encoding.UTF8.GetBytes(body),
        TestContext.Current.CancellationToken);

    /// <summary>Messages that wait and are with nobody.</summary>
    public async Task<uint> WaitingAsync(string queue) =>
        (await _channel.QueueDeclarePassiveAsync(queue, TestContext.Current.CancellationToken)).MessageCount;

    /// <summary>Deletes a queue with what is in it.</summary>
    public Task DeleteAsync(string queue) => _channel.QueueDeleteAsync(queue, cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
