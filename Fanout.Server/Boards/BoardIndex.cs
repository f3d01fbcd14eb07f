namespace Fanout.Server.Boards;

/// <summary>
/// Which matches stand on which board, or did lately, whether anybody reads it or not: building a board looks at its
/// own matches only. Under the catalog's lock.
/// </summary>
internal sealed class BoardIndex
{
    private readonly Dictionary<string, Dictionary<string, Standing>> _standings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Departed>> _departed = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, string MatchId, long AtMs)> _departures = new();

    /// <summary>The matches on a board, in no order.</summary>
    public IEnumerable<Standing> On(string key) =>
        _standings.TryGetValue(key, out var standings) ? standings.Values : [];

    /// <summary>The matches on a board, and those that left it lately.</summary>
    public IEnumerable<Standing> LatelyOn(string key) => _departed.TryGetValue(key, out var departed)
        ? On(key).Concat(departed.Values.Select(static left => left.Standing))
        : On(key);

    /// <summary>Whether any match stands on the board.</summary>
    public bool Has(string key) => _standings.ContainsKey(key);

    public void Set(string key, string matchId, Standing standing)
    {
        if (!_standings.TryGetValue(key, out var standings))
            _standings[key] = standings = new Dictionary<string, Standing>(StringComparer.Ordinal);
        standings[matchId] = standing;
        Forget(key, matchId);
    }

    /// <param name="key">The board.</param>
    /// <param name="matchId">Who leaves it.</param>
    /// <param name="atMs">Now.</param>
    public void Remove(string key, string matchId, long atMs)
    {
        if (!_standings.TryGetValue(key, out var standings) || !standings.Remove(matchId, out var standing))
            return;
        if (standings.Count == 0)
            _standings.Remove(key);
        if (!_departed.TryGetValue(key, out var departed))
            _departed[key] = departed = new Dictionary<string, Departed>(StringComparer.Ordinal);
        departed[matchId] = new Departed(standing, atMs);
        _departures.Enqueue((key, matchId, atMs));
    }

    /// <summary>Forgets who left before a time.</summary>
    public void Forget(long beforeMs)
    {
        while (_departures.TryPeek(out var oldest) && oldest.AtMs < beforeMs)
        {
            _departures.Dequeue();
            if (_departed.TryGetValue(oldest.Key, out var departed)
                && departed.TryGetValue(oldest.MatchId, out var left)
                && left.AtMs == oldest.AtMs)
            {
                Forget(oldest.Key, oldest.MatchId);
            }
        }
    }

    private void Forget(string key, string matchId)
    {
        if (_departed.TryGetValue(key, out var departed) && departed.Remove(matchId) && departed.Count == 0)
            _departed.Remove(key);
    }

    private readonly record struct Departed(Standing Standing, long AtMs);
}
