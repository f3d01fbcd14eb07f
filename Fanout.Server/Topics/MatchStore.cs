using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Fanout.Server.Topics;

/// <summary>
/// The matches of this node, by id: those in memory, and the ids of those that rest in the log. The publisher writes;
/// any thread reads.
/// </summary>
internal sealed class MatchStore
{
    private readonly ConcurrentDictionary<string, MatchStream> _matches = new(StringComparer.Ordinal);

    // Ids alone, about a hundred bytes each: whether a match exists is answered without asking the log.
    private readonly ConcurrentDictionary<string, int> _resting = new(StringComparer.Ordinal);

    /// <summary>All matches in memory, in no order; safe while matches come and go.</summary>
    public IEnumerable<MatchStream> All => _matches.Select(static pair => pair.Value);

    /// <summary>Matches in memory.</summary>
    public int Count => _matches.Count;

    /// <summary>Matches that rest in the log.</summary>
    public int RestingCount => _resting.Count;

    public MatchStream? Find(string id) => _matches.GetValueOrDefault(id);

    public bool TryFind(string id, [NotNullWhen(true)] out MatchStream? stream) => _matches.TryGetValue(id, out stream);

    /// <summary>Whether the log has a match that is not in memory, and in which partition.</summary>
    public bool IsResting(string id, out int partition) => _resting.TryGetValue(id, out partition);

    /// <summary>Ids of the resting matches of a partition.</summary>
    public IEnumerable<string> RestingOf(int partition) =>
        _resting.Where(pair => pair.Value == partition).Select(static pair => pair.Key);

    /// <summary>Those that stand on lists, as they are.</summary>
    public IEnumerable<MatchPoint> Listed =>
        All.Select(static stream => stream.Current).Where(static point => point.IsListed);

    /// <summary>
    /// Those that stand on lists, as they were at a horizon; null where memory no longer tells of all, and
    /// <paramref name="gap"/> says since when it does.
    /// </summary>
    public List<MatchPoint>? ListedAt(long horizonMs, out Cover gap)
    {
        var listed = new List<MatchPoint>();
        gap = default;
        foreach (var stream in All)
        {
            if (stream.Matches.At(horizonMs) is MatchPoint point)
            {
                if (point.IsListed)
                    listed.Add(point);
                continue;
            }
            var cover = stream.Matches.CoverAt(horizonMs);
            if (cover.Kind != CoverKind.NotYet && cover.FromMs >= gap.FromMs)
                gap = cover with { Kind = CoverKind.Gone };
        }
        return gap.Kind == CoverKind.Gone ? null : listed;
    }

    /// <summary>Makes a match visible; it has a state by now.</summary>
    public void Add(MatchStream stream)
    {
        _matches[stream.Id] = stream;
        _resting.TryRemove(stream.Id, out _);
    }

    /// <summary>From now on the match is to be had from the log alone.</summary>
    public void Rest(string id, int partition)
    {
        _resting[id] = partition;
        _matches.TryRemove(id, out _);
    }

    /// <summary>The match is no more.</summary>
    public void Remove(string id)
    {
        _resting.TryRemove(id, out _);
        _matches.TryRemove(id, out _);
    }
}
