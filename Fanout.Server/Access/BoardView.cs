namespace Fanout.Server.Access;

/// <summary>Which matches a reader is shown on boards: those whose score it may see. The same for all who may see the same.</summary>
/// <remarks>Equal where the rights to matches are, whatever else two tokens say: boards are made for each view that is read.</remarks>
internal sealed class BoardView : IEquatable<BoardView>
{
    private readonly TopicPattern[] _matches; // of their ids; sorted, none within another
    private readonly TopicPattern[] _closed; // of those, which are not shown all the same; likewise, each within one of the others
    private readonly int _hash;

    private BoardView(TopicPattern[] matches, TopicPattern[] closed)
    {
        (_matches, _closed) = (matches, closed);
        var hash = default(HashCode);
        foreach (var match in matches)
            hash.Add(match);
        hash.Add(matches.Length);
        foreach (var match in closed)
            hash.Add(match);
        _hash = hash.ToHashCode();
    }

    /// <summary>Whether no match is shown.</summary>
    public bool IsEmpty => _matches.Length == 0;

    /// <summary>What a reader with these topics is shown; null: every match.</summary>
    /// <param name="topics">Its topics.</param>
    /// <param name="isScoreOnly">Whether `match/` is closed to it, whatever its topics say.</param>
    /// <param name="closed">Ids of matches of which nothing is open to it.</param>
    public static BoardView? Of(IReadOnlyCollection<TopicPattern> topics, bool isScoreOnly, IReadOnlyCollection<TopicPattern> closed)
    {
        string[] kinds = isScoreOnly ? ["score/"] : ["score/", "match/"];
        var matches = Outermost(topics.SelectMany(topic => kinds.Select(kind => topic.Behind(kind))).OfType<TopicPattern>());
        matches.RemoveAll(match => closed.Any(none => none == match || none.CoversAll(match)));
        var taken = Outermost(closed);
        taken.RemoveAll(none => !matches.Exists(match => match.CoversAll(none)));
        return taken.Count == 0 && matches.Exists(static match => match.CoversAll(""))
            ? null
            : new BoardView([.. matches], [.. taken]);
    }

    public bool Shows(string matchId) => IsAmong(_matches, matchId) && !IsAmong(_closed, matchId);

    public bool Equals(BoardView? other) => other is not null && _hash == other._hash
        && _matches.AsSpan().SequenceEqual(other._matches) && _closed.AsSpan().SequenceEqual(other._closed);

    public override bool Equals(object? obj) => Equals(obj as BoardView);

    public override int GetHashCode() => _hash;

    private static bool IsAmong(TopicPattern[] patterns, string matchId)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Covers(matchId))
                return true;
        }
        return false;
    }

    /// <summary>Sorted, without those that another one covers.</summary>
    private static List<TopicPattern> Outermost(IEnumerable<TopicPattern> patterns)
    {
        var all = patterns.Distinct().OrderBy(static pattern => pattern.ToString(), StringComparer.Ordinal).ToList();
        return all.FindAll(pattern => !all.Exists(other => other != pattern && other.CoversAll(pattern)));
    }
}
