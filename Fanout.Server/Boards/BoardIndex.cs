using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>
/// Which matches stand on which board, whether anybody reads it or not: building a board looks at its own matches only.
/// Under the catalog's lock.
/// </summary>
internal sealed class BoardIndex
{
    private readonly Dictionary<string, Dictionary<string, MatchStream>> _matches = new(StringComparer.Ordinal);

    /// <summary>The matches on a board, in no order.</summary>
    public IEnumerable<MatchStream> On(string key) => _matches.TryGetValue(key, out var matches) ? matches.Values : [];

    /// <summary>Whether any match stands on the board.</summary>
    public bool Has(string key) => _matches.ContainsKey(key);

    public void Set(string key, MatchStream stream)
    {
        if (!_matches.TryGetValue(key, out var matches))
            _matches[key] = matches = new Dictionary<string, MatchStream>(StringComparer.Ordinal);
        matches[stream.Id] = stream;
    }

    public void Remove(string key, string matchId)
    {
        if (_matches.TryGetValue(key, out var matches) && matches.Remove(matchId) && matches.Count == 0)
            _matches.Remove(key);
    }
}
