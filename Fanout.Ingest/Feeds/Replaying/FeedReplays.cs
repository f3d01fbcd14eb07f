using System.Collections.Concurrent;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>The replays that are configured, for who steers them. Safe for concurrent use.</summary>
public sealed class FeedReplays
{
    private readonly ConcurrentDictionary<string, ReplayControl> _controls = new(StringComparer.Ordinal);

    /// <summary>That of a feed; null where the feed is no replay.</summary>
    public ReplayControl? Find(string feed) => _controls.GetValueOrDefault(feed);

    internal ReplayControl Add(string feed) => _controls.GetOrAdd(feed, static _ => new ReplayControl());
}
