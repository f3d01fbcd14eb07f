namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>What is known of one match over all messages: who plays, when its periods began and ended, and what is still to be told.</summary>
internal sealed class DflMatch(string id)
{
    /// <summary>Events of a reading that are kept until they are told; a match has about a hundred that matter.</summary>
    private const int PendingMax = 20_000;

    private readonly List<string> _teams = [];
    private readonly HashSet<string> _notable = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, DateTimeOffset> _begun = [];
    private readonly SortedDictionary<int, DateTimeOffset> _ended = [];

    /// <summary>Ours.</summary>
    public string Id { get; } = id;

    public DflInformation? Information { get; set; }

    /// <summary>It has events, whether they matter or not.</summary>
    public bool HasEvents { get; private set; }

    /// <summary>What was read and is to be told, in order of arrival.</summary>
    public List<(DflEvent Event, ReadPlace Place)> Pending { get; } = [];

    public string? HomeTeam => Information?.Home ?? _teams.ElementAtOrDefault(0);

    public string? AwayTeam => Information?.Away ?? _teams.ElementAtOrDefault(1);

    /// <summary>The kick-off, as far as it is known; the beginning of 1970 otherwise.</summary>
    public DateTimeOffset Start => _begun.TryGetValue(0, out var begun) ? begun : Information?.Start ?? DateTimeOffset.UnixEpoch;

    public FootballPeriod? LastBegun => _begun.Count == 0 ? null : FootballPeriod.All[_begun.Keys.Last()];

    /// <summary>Whether a team is the home one; <see langword="null"/>: it is not of this match.</summary>
    public bool? IsHome(string? team)
    {
        if (team is null) return null;
        if (team == HomeTeam) return true;
        return team == AwayTeam ? false : null;
    }

    /// <summary>A player's name; the id where no squad names one, <see langword="null"/> for no player.</summary>
    public string? NameOf(string? player) => player is null ? null : Information?.NameOf(player) ?? DflNames.Id(player);

    /// <summary>Takes note of an event; false when no more of them are kept.</summary>
    public bool Take(DflEvent read, ReadPlace place)
    {
        HasEvents = true;
        if (read.Team is { } team && !_teams.Contains(team) && _teams.Count < 2) _teams.Add(team);
        // What never mattered and does not now is passed over; what did may have been corrected into it.
        if (read.Kind == DflKind.Other && !_notable.Contains(read.Id)) return true;
        if (Pending.Count >= PendingMax) return false;
        _notable.Add(read.Id);
        Pending.Add((read, place));
        Observe(read);
        return true;
    }

    public DateTimeOffset? BegunAt(FootballPeriod period) => _begun.TryGetValue(period.Number, out var at) ? at : null;

    /// <summary>Whether play goes on after a period, as far as is known.</summary>
    public FootballPeriod? After(FootballPeriod period) =>
        FootballPeriod.All.Skip(period.Number + 1).FirstOrDefault(later => _begun.ContainsKey(later.Number));

    /// <summary>The period of an instant and the seconds into it; what lies between two periods is of the end of the first.</summary>
    public (FootballPeriod Period, double Second)? PlaceOf(DateTimeOffset time)
    {
        if (_begun.Count == 0) return null;
        var number = _begun.Where(begun => begun.Value <= time).Select(static begun => begun.Key).DefaultIfEmpty(_begun.Keys.First()).Last();
        var end = _ended.TryGetValue(number, out var ended) && ended < time ? ended : time;
        var period = FootballPeriod.All[number];
        return (period, period.Clamp((end - _begun[number]).TotalSeconds));
    }

    /// <summary>The events to tell, in the order to tell them, which is that of arrival unless the whistles show that it is none.</summary>
    public List<(DflEvent Event, ReadPlace Place)> TakePending(out bool wasSorted)
    {
        var whistles = Pending.Where(static pending => pending.Event.Section is not null).Select(static pending => pending.Event.Time).ToList();
        wasSorted = !whistles.SequenceEqual(whistles.Order());
        List<(DflEvent Event, ReadPlace Place)> events =
            [.. wasSorted ? Pending.OrderBy(static pending => pending.Event.Time) : Pending.OrderBy(static pending => pending.Event.SentAt)];
        Pending.Clear();
        return events;
    }

    private void Observe(DflEvent read)
    {
        if (read.Section is not { } section) return;
        var known = read.Kind == DflKind.FinalWhistle ? _ended : _begun;
        known[section.Number] = read.Time;
    }
}
