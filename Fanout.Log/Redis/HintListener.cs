using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Hears the hints of all partitions, each partition's in their order.</summary>
internal sealed class HintListener(RedisKeys[] keys, HintBoard[] boards, EventLogMetrics metrics)
{
    /// <summary>
    /// Listens on a connection for as long as it lives; the client subscribes again after each reconnect.
    /// </summary>
    /// <exception cref="RedisException">The server cannot be subscribed to now.</exception>
    public async Task ListenAsync(IConnectionMultiplexer connection)
    {
        ISubscriber subscriber = connection.GetSubscriber();
        for (int partition = 0; partition < keys.Length; partition++)
        {
            HintBoard board = boards[partition];
            ChannelMessageQueue queue = await subscriber
                .SubscribeAsync(RedisChannel.Sharded(keys[partition].HintsName)).ConfigureAwait(false);
            queue.OnMessage(message => Hear(board, message.Message));
        }
    }

    private void Hear(HintBoard board, RedisValue message)
    {
        if (!HintMessage.TryRead((byte[]?)message, out HintMessage hint))
            return;
        HintFate fate = board.Offer(hint);
        if (fate != HintFate.Known)
            metrics.Hinted(fate == HintFate.Applied);
    }
}
