using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>What one event makes of its match, as the rules of sports see it.</summary>
/// <param name="Before">The match before the event, without its keyed lists.</param>
/// <param name="After">The same after it.</param>
/// <param name="Effect">What the event changes, and nothing else.</param>
/// <param name="Excused">What voids took back: by so much numbers may fall.</param>
internal sealed record Change(MatchState Before, MatchState After, MatchDelta Effect, TakenBack Excused)
{
    private static readonly Format NotStated = new();

    /// <summary>What the rules of this match are; zero where nobody stated it.</summary>
    public Format Format => After.Format ?? NotStated;

    /// <summary>Points, goals, runs that voids took back.</summary>
    public Pair ExcusedScore => new() { Home = (int)Excused.Home, Away = (int)Excused.Away };

    /// <summary>
    /// Places of a list that are to be judged: those that the event states anew. What stood there already was judged then, or
    /// an editor forced it; when the format changes, all are.
    /// </summary>
    public IEnumerable<int> Judged<T>(IReadOnlyList<T>? before, IReadOnlyList<T>? after)
    {
        var (was, now) = (before ?? [], after ?? []);
        for (var i = 0; i < now.Count; i++)
        {
            if (Effect.Format is not null || i >= was.Count || !Equals(was[i], now[i])) yield return i;
        }
    }

    /// <summary>Places of a list that another follows, where that is new: the one is new, or the other.</summary>
    public IEnumerable<int> Ended<T>(IReadOnlyList<T>? before, IReadOnlyList<T> after)
    {
        var judged = Judged(before, after).ToHashSet();
        return Enumerable.Range(0, Math.Max(0, after.Count - 1))
            .Where(index => judged.Contains(index) || index >= (before?.Count ?? 0) - 1);
    }

    /// <summary>Whether a list has grown, or one of those that another follows is to be judged.</summary>
    public bool HasMoved<T>(IReadOnlyList<T>? before, IReadOnlyList<T> after) =>
        after.Count > Had(before) || Judged(before, after).Any(index => index < after.Count - 1);

    /// <summary>How many elements of a list were judged by the format of now: none where it changes.</summary>
    public int Had<T>(IEnumerable<T>? before) => Effect.Format is null ? before?.Count() ?? 0 : 0;
}
