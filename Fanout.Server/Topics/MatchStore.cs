using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Fanout.Server.Topics;

/// <summary>The matches of this node, by id. The publisher adds; any thread reads.</summary>
internal sealed class MatchStore
{
    private readonly ConcurrentDictionary<string, MatchStream> _matches = new(StringComparer.Ordinal);

    /// <summary>All matches, in no order; safe while matches come and go.</summary>
    public IEnumerable<MatchStream> All => _matches.Select(static pair => pair.Value);

    public int Count => _matches.Count;

    public MatchStream? Find(string id) => _matches.GetValueOrDefault(id);

    public bool TryFind(string id, [NotNullWhen(true)] out MatchStream? stream) => _matches.TryGetValue(id, out stream);

    /// <summary>Makes a match visible; it has a state by now.</summary>
    public void Add(MatchStream stream) => _matches[stream.Id] = stream;

    public void Remove(string id) => _matches.TryRemove(id, out _);
}
