using System.Globalization;
using System.Threading.Channels;
using Confluent.Kafka;

namespace Fanout.Ingest.Feeds.Kafka;

/// <summary>A member of a consumer group; what it was given and did not acknowledge, the group's next member gets.</summary>
/// <remarks>
/// Requirement: a log that is away for an hour must not cost the membership, which a member loses that does not poll for five
/// minutes. So a thread of its own polls all the time, and where too much waits it pauses the partitions instead of itself.
/// Offsets are stored when the log has the messages; the client commits what is stored every second, when partitions move, and
/// when it is closed.
/// </remarks>
internal sealed class KafkaSource : IFeedSource
{
    private const int CommitIntervalMs = 1_000; // what comes again after a kill

    /// <summary>Until the partitions of a member that was killed are given to another; librdkafka's own is 45 s, which no score waits for.</summary>
    private const int SessionTimeoutMs = 10_000;

    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    private readonly FeedContext _feed;
    private readonly KafkaOptions _kafka;
    private readonly Channel<FeedMessage> _arrived = Channel.CreateUnbounded<FeedMessage>(); // bounded by pausing
    private readonly CancellationTokenSource _closing = new();
    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly Task _polling;
    private bool _isPaused; // of the polling thread
    private bool _isMoved; // of the polling thread: nothing was taken yet of the partitions as they are assigned now
    private bool _isAway; // said already

    /// <exception cref="FeedAwayException">The settings are none that the client takes.</exception>
    public KafkaSource(FeedContext feed)
    {
        (_feed, _kafka) = (feed, feed.Options.Kafka);
        try
        {
            _consumer = new ConsumerBuilder<Ignore, byte[]>(Settings())
                .SetErrorHandler((_, error) => OnError(error))
                .SetLogHandler(static (_, _) => { }) // what matters comes as an error
                .SetPartitionsAssignedHandler((_, _) => (_isPaused, _isMoved) = (false, true)) // partitions come unpaused
                .Build();
            _consumer.Subscribe(KafkaTransport.TopicsOf(_kafka));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or KafkaException)
        {
            _closing.Dispose();
            throw new FeedAwayException($"Kafka does not take the settings: {wrong.Message}", wrong);
        }
        _polling = Task.Factory.StartNew(
            Poll, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
    }

    public async ValueTask<IReadOnlyList<FeedMessage>> ReadAsync(int countMax, CancellationToken stop)
    {
        try
        {
            var messages = new List<FeedMessage> { await _arrived.Reader.ReadAsync(stop).ConfigureAwait(false) };
            while (messages.Count < countMax && _arrived.Reader.TryRead(out var next)) messages.Add(next);
            return messages;
        }
        catch (ChannelClosedException closed)
        {
            throw new FeedAwayException(closed.InnerException?.Message ?? "the consumer has ended", closed.InnerException);
        }
    }

    public ValueTask AcknowledgeAsync(IReadOnlyList<FeedMessage> messages, CancellationToken stop)
    {
        foreach (var last in messages.Select(static message => (TopicPartitionOffset)message.Receipt!)
            .GroupBy(static place => place.TopicPartition).Select(static places => places.Last()))
        {
            try
            {
                _consumer.StoreOffset(new TopicPartitionOffset(last.TopicPartition, last.Offset + 1));
            }
            catch (KafkaException)
            {
                // The partition is another member's by now, who reads it from the last commit: known events.
            }
        }
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _polling.ConfigureAwait(false);
        _closing.Dispose();
    }

    private Dictionary<string, string> Settings() => new(_kafka.Settings, StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = _kafka.Servers,
        ["group.id"] = _kafka.Group.Length > 0 ? _kafka.Group : $"fanout-{_feed.Name}",
        ["client.id"] = _kafka.Settings.GetValueOrDefault("client.id", $"fanout-{_feed.Name}"),
        ["auto.offset.reset"] = _kafka.Settings.GetValueOrDefault("auto.offset.reset", "earliest"), // nothing is passed over
        ["enable.auto.commit"] = "true",
        ["enable.auto.offset.store"] = "false",
        ["auto.commit.interval.ms"] = CommitIntervalMs.ToString(CultureInfo.InvariantCulture),
        ["session.timeout.ms"] = _kafka.Settings.GetValueOrDefault("session.timeout.ms", SessionTimeoutMs.ToString(CultureInfo.InvariantCulture)),
        ["fetch.message.max.bytes"] = _kafka.Settings.GetValueOrDefault(
            "fetch.message.max.bytes", _feed.Options.MessageBytesMax.ToString(CultureInfo.InvariantCulture)),
    };

    private void Poll()
    {
        try
        {
            while (!_closing.IsCancellationRequested)
            {
                if (_consumer.Consume(PollTime) is { } result) _arrived.Writer.TryWrite(ToMessage(result));
                PauseOrResume();
            }
        }
        catch (KafkaException failure)
        {
            _arrived.Writer.TryComplete(new FeedAwayException(failure.Error.Reason, failure));
        }
        Close();
    }

    /// <summary>Partitions may only be asked about and paused by who polls.</summary>
    private void PauseOrResume()
    {
        var queued = _arrived.Reader.Count;
        if (!_isPaused && queued >= _kafka.QueuedMax)
        {
            _consumer.Pause(_consumer.Assignment);
            _isPaused = true;
        }
        else if (_isPaused && queued <= _kafka.QueuedMax / 2)
        {
            _consumer.Resume(_consumer.Assignment);
            _isPaused = false;
        }
    }

    private void OnError(Error error)
    {
        _feed.Counts.Retried(FeedCounts.Source);
        if (!Interlocked.Exchange(ref _isAway, true)) FeedsLog.Away(_feed.Logger, _feed.Name, error.Reason);
        if (error.IsFatal) _arrived.Writer.TryComplete(new FeedAwayException(error.Reason));
    }

    private FeedMessage ToMessage(ConsumeResult<Ignore, byte[]> result)
    {
        Interlocked.Exchange(ref _isAway, false);
        var value = result.Message.Value ?? []; // a tombstone says nothing
        var sizeMax = _feed.Options.MessageBytesMax;
        var isTooLarge = value.Length > sizeMax;
        var place = string.Create(
            CultureInfo.InvariantCulture, $"topic {result.Topic}, partition {result.Partition.Value}, offset {result.Offset.Value}");
        var isMoved = _isMoved;
        _isMoved = false;
        return new FeedMessage(place, isTooLarge ? value.AsMemory(0, sizeMax) : value)
        {
            IsMoved = isMoved,
            MayBeAgain = true,
            TooLargeSize = isTooLarge ? value.Length : null,
            Receipt = result.TopicPartitionOffset,
        };
    }

    private void Close()
    {
        try
        {
            _consumer.Close(); // commits what is stored, and leaves the group
        }
        catch (KafkaException)
        {
            // The cluster is away; the group notices by itself.
        }
        _consumer.Dispose();
        _arrived.Writer.TryComplete();
    }
}
