namespace Fanout.Server.Access;

/// <summary>Which matches a reader is shown on boards: those whose score it may see. The same for all who may see the same.</summary>
/// <remarks>Equal where the rights to matches are, whatever else two tokens say: boards are made for each view that is read.</remarks>
internal sealed class BoardView : IEquatable<BoardView>
{
    private readonly TopicPattern[] _matches; // of their ids; sorted, none within another
    private readonly int _hash;

    private BoardView(TopicPattern[] matches)
    {
        _matches = matches;
        var hash = default(HashCode);
        foreach (var match in matches)
            hash.Add(match);
        _hash = hash.ToHashCode();
    }

    /// <summary>Whether no match is shown.</summary>
    public bool IsEmpty => _matches.Length == 0;

    /// <summary>What a reader with these topics is shown; null: every match.</summary>
    /// <param name="topics">Its topics.</param>
    /// <param name="isScoreOnly">Whether `match/` is closed to it, whatever its topics say.</param>
    public static BoardView? Of(IReadOnlyCollection<TopicPattern> topics, bool isScoreOnly)
    {
        string[] kinds = isScoreOnly ? ["score/"] : ["score/", "match/"];
        var matches = topics
            .SelectMany(topic => kinds.Select(kind => topic.Behind(kind)))
            .OfType<TopicPattern>()
            .Distinct()
            .OrderBy(static match => match.ToString(), StringComparer.Ordinal)
            .ToList();
        if (matches.Exists(static match => match.CoversAll("")))
            return null;
        return new BoardView([.. matches.Where(match => !matches.Exists(other => other != match && other.CoversAll(match)))]);
    }

    public bool Shows(string matchId)
    {
        foreach (var match in _matches)
        {
            if (match.Covers(matchId))
                return true;
        }
        return false;
    }

    public bool Equals(BoardView? other) => other is not null && _hash == other._hash && _matches.AsSpan().SequenceEqual(other._matches);

    public override bool Equals(object? obj) => Equals(obj as BoardView);

    public override int GetHashCode() => _hash;
}
