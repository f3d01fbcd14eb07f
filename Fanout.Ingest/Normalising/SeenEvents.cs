using System.Collections.Concurrent;

namespace Fanout.Ingest.Normalising;

/// <summary>Which events were taken, and a digest of what each said. One writer; any thread may ask.</summary>
internal sealed class SeenEvents
{
    private readonly ConcurrentDictionary<ulong, ulong> _digests = new();

    /// <summary>What is known about an event; null when nothing is.</summary>
    public Verdict? Find(FeedEvent input)
    {
        if (!_digests.TryGetValue(input.Key, out var digest)) return null;
        return digest == (ulong)input.Digest ? Verdict.Duplicate : Verdict.Reused(input);
    }

    /// <summary>Remembers keys and digests, in turn.</summary>
    public void Add(IReadOnlyList<ulong> pairs)
    {
        for (var i = 0; i + 1 < pairs.Count; i += 2) _digests[pairs[i]] = pairs[i + 1];
    }

    public void Add(WriterChange writer)
    {
        if (writer.Event != 0 && writer.Digest != 0) _digests[writer.Event] = writer.Digest;
    }

    public void Forget(IReadOnlyList<ulong> pairs)
    {
        for (var i = 0; i + 1 < pairs.Count; i += 2) _digests.TryRemove(pairs[i], out _);
    }
}
