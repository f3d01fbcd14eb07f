using System.Collections.Concurrent;

namespace Fanout.Ingest.Matches;

/// <summary>When events of which feed last came to this process, whatever became of them. Safe for concurrent use.</summary>
internal sealed class ReceivedFeeds
{
    /// <summary>A server has tens of feeds; with the one key of <c>--dev</c> anybody can invent more.</summary>
    private const int FeedCountMax = 1000;

    private readonly ConcurrentDictionary<string, double> _atMs = new(StringComparer.Ordinal);

    /// <summary>By feed, ms since 1970; at most 1,000 feeds, the first that spoke.</summary>
    public IReadOnlyDictionary<string, double> AtMs => _atMs;

    public void Note(string feed, double nowMs)
    {
        if (_atMs.ContainsKey(feed) || _atMs.Count < FeedCountMax) _atMs[feed] = nowMs;
    }
}
