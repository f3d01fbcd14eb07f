namespace Fanout.Log.Archive;

/// <summary>A public entry of a match, as far as its place in history needs it.</summary>
/// <param name="Life">The store's life that it belongs to.</param>
/// <param name="Position">Place in the match's stream.</param>
/// <param name="Sequence">Partition sequence.</param>
/// <param name="IsOpening">Whether it restates the match, so that what it follows may be missing.</param>
internal readonly record struct TimelinePlace(int Life, MatchPosition Position, ulong Sequence, bool IsOpening);

/// <summary>
/// The history of one match over all epochs and lives of the log, from what the archive has of it: ascending match
/// sequences, without what is void. Pure.
/// </summary>
internal sealed class MatchTimeline
{
    private readonly List<TimelinePlace> _places;

    /// <param name="places">Entries that are not void, by match sequence. Where a match began anew after the log was
    /// lost, its numbers begin again: what was at and above them belongs to history no longer.</param>
    public MatchTimeline(IReadOnlyList<TimelinePlace> places)
    {
        _places = new List<TimelinePlace>(places.Count);
        foreach (TimelinePlace place in places.OrderBy(static place => place.Life).ThenBy(static place => place.Position.Sequence))
        {
            while (_places.Count > 0 && _places[^1].Position.Sequence >= place.Position.Sequence)
                _places.RemoveAt(_places.Count - 1);
            _places.Add(place);
        }
    }

    /// <summary>The last entry; the start where there is none.</summary>
    public MatchPosition Head => _places.Count > 0 ? _places[^1].Position : MatchPosition.Start;

    /// <summary>How the archive answers a reader who stands at a position.</summary>
    /// <param name="after">The reader's position; sequence 0 reads from the start.</param>
    /// <param name="countMax">Entries at most.</param>
    public TimelineAnswer Locate(MatchPosition after, int countMax)
    {
        if (_places.Count == 0)
            return new TimelineAnswer(MatchPageStatus.NotFound);
        int next = _places.FindIndex(place => place.Position.Sequence > after.Sequence);
        TimelinePlace? before = next switch { 0 => null, < 0 => _places[^1], _ => _places[next - 1] };
        if (after.Sequence == 0)
            return _places[0].Position.Sequence == 1 ? Ok(0, null, countMax) : Gone(0);
        if (before is { } at && at.Position.Sequence == after.Sequence)
        {
            return at.Position.Epoch != after.Epoch ? Void(after)
                : next < 0 ? new TimelineAnswer(MatchPageStatus.Ok)
                : Ok(next, at, countMax);
        }
        if (next < 0)
            return before!.Value.Position.Epoch == after.Epoch ? new TimelineAnswer(MatchPageStatus.Ahead) : Void(after);
        bool isOfNext = _places[next].Position.Epoch == after.Epoch && !_places[next].IsOpening;
        if (before is not null && !isOfNext)
            return Void(after);
        return isOfNext && _places[next].Position.Sequence == after.Sequence + 1 ? Ok(next, null, countMax) : Gone(next);
    }

    /// <summary>Entries from one on, up to where some are missing.</summary>
    private TimelineAnswer Ok(int first, TimelinePlace? before, int countMax)
    {
        int index = first;
        TimelinePlace? last = before;
        while (index < _places.Count && index - first < countMax && (last is null || Follows(last.Value, _places[index])))
            last = _places[index++];
        return index == first && countMax > 0
            ? Gone(first)
            : new TimelineAnswer(MatchPageStatus.Ok) { Places = _places.GetRange(first, index - first) };
    }

    private static bool Follows(TimelinePlace before, TimelinePlace next) =>
        next.Position.Epoch == before.Position.Epoch
            ? next.Position.Sequence == before.Position.Sequence + 1
            : next.IsOpening;

    private TimelineAnswer Gone(int next) => new(MatchPageStatus.Gone) { First = _places[next].Position };

    private TimelineAnswer Void(MatchPosition after) => new(MatchPageStatus.Void)
    {
        Continues = _places.FindLast(
            place => place.Position.Epoch == after.Epoch && place.Position.Sequence <= after.Sequence).Position,
    };
}

/// <summary>What the archive says of a position in a match.</summary>
/// <param name="Status">As of a page.</param>
internal sealed record TimelineAnswer(MatchPageStatus Status)
{
    /// <summary>The entries that follow, where they do.</summary>
    public IReadOnlyList<TimelinePlace> Places { get; init; } = [];

    /// <summary>For what is gone: the first position that is there.</summary>
    public MatchPosition First { get; init; }

    /// <summary>For what is void: the last position in common.</summary>
    public MatchPosition Continues { get; init; }
}
