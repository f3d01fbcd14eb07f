using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fanout.Ingest.Matches;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Feeds;

/// <summary>Numbers about the feeds that this process runs, by feed: there are as many as are configured. Registered once per process.</summary>
internal sealed class FeedMetrics
{
    private readonly TimeProvider _time;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _poison;
    private readonly Counter<long> _retries;
    private readonly ConcurrentDictionary<string, FeedCounts> _feeds = new(StringComparer.Ordinal);

    public FeedMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(IngestMetrics.MeterName);
        _messages = meter.CreateCounter<long>("fanout.feeds.messages", "{message}", "Messages that feeds gave");
        _bytes = meter.CreateCounter<long>("fanout.feeds.received", "By", "Bytes of the messages that feeds gave");
        _poison = meter.CreateCounter<long>(
            "fanout.feeds.poison", "{message}", "Messages put aside because something in them could not be taken");
        _retries = meter.CreateCounter<long>(
            "fanout.feeds.retries", "{attempt}", "Attempts that failed, at the source of a feed or at the log");
        meter.CreateObservableGauge(
            "fanout.feeds.lag", () => Read(static feed => feed.Lag), "s", "Time of the newest event until the log had it");
        meter.CreateObservableGauge(
            "fanout.feeds.silence", () => Read(static feed => feed.Silence), "s", "Since the source of a feed was last heard, or the feed began");
    }

    /// <summary>Those of one feed.</summary>
    public FeedCounts Of(string feed) => _feeds.GetOrAdd(feed, name => new FeedCounts(this, name, _time));

    private IEnumerable<Measurement<double>> Read(Func<FeedCounts, TimeSpan?> value) =>
        from feed in _feeds.Values
        let seconds = value(feed)?.TotalSeconds
        where seconds is not null
        select new Measurement<double>(seconds.Value, feed.Tag);

    internal void Count(FeedCounts feed, FeedMessage message)
    {
        _messages.Add(1, feed.Tag);
        _bytes.Add(message.Content.Length, feed.Tag);
    }

    internal void CountPoison(FeedCounts feed) => _poison.Add(1, feed.Tag);

    internal void CountRetry(FeedCounts feed, string at) => _retries.Add(1, feed.Tag, new("at", at));
}

/// <summary>The numbers of one feed. One writer; any thread reads.</summary>
internal sealed class FeedCounts(FeedMetrics metrics, string feed, TimeProvider time)
{
    public const string Source = "source";
    public const string Log = "log";

    private long _heardAt; // 0: never
    private long _lagTicks = -1; // negative: no event yet

    public KeyValuePair<string, object?> Tag { get; } = new("feed", feed);

    public TimeSpan? Silence => Volatile.Read(ref _heardAt) is not 0 and var at ? time.GetElapsedTime(at) : null;

    public TimeSpan? Lag => Volatile.Read(ref _lagTicks) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>The feed runs here from now on: silence counts.</summary>
    public void Began() => Heard();

    /// <summary>The feed no longer runs here: whoever runs it says how it is.</summary>
    public void Ended()
    {
        Volatile.Write(ref _heardAt, 0);
        Volatile.Write(ref _lagTicks, -1);
    }

    /// <summary>The source answered, if only that there is nothing new.</summary>
    public void Heard() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    public void Received(FeedMessage message)
    {
        Heard();
        metrics.Count(this, message);
    }

    /// <summary>The log has an event of this time.</summary>
    public void Taken(Timestamp? at)
    {
        if (at is null) return;
        var lag = time.GetUtcNow() - at.ToDateTimeOffset();
        Volatile.Write(ref _lagTicks, Math.Max(lag.Ticks, 0));
    }

    public void PutAside() => metrics.CountPoison(this);

    /// <param name="at"><see cref="Source"/> or <see cref="Log"/>.</param>
    public void Retried(string at) => metrics.CountRetry(this, at);
}
